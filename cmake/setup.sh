#!/usr/bin/env bash
# Installs what the project needs: `setup.sh build` to build and test it, `setup.sh develop` to fuzz, format and lint it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Debian 12's default Boost, 1.74, lacks Process v2; the default of every later release has it.
boost=libboost-dev
if grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release; then boost=libboost1.81-dev; fi

case ${1:-} in
  build)
    packages=(g++ cmake ninja-build ccache pkg-config python3 nodejs "$boost" nlohmann-json3-dev catch2 libcli11-dev
      libfmt-dev libpugixml-dev libvalijson-dev libpcre2-dev libxxhash-dev) ;;
  develop)
    packages=(clang-19 libclang-rt-19-dev clang-format clang-tidy) ;;
  *) echo "usage: setup.sh build|develop" >&2; exit 2 ;;
esac
exec "$here/install-packages.sh" "${packages[@]}"
