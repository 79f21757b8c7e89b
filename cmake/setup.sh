#!/usr/bin/env bash
# Installs what the project needs: `setup.sh build` to build it, `setup.sh test` what its tests use besides, `setup.sh develop`
# to fuzz, format and lint it, `setup.sh bench` to measure it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Debian 12's default Boost, 1.74, lacks Process v2; the default of every later release has it.
boost=libboost-dev
if grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release; then boost=libboost1.81-dev; fi

case ${1:-} in
  build)
    packages=(g++ cmake ninja-build ccache pkg-config python3 nodejs "$boost" nlohmann-json3-dev catch2 libcli11-dev
      libfmt-dev libpugixml-dev zlib1g-dev libvalijson-dev libpcre2-dev libxxhash-dev libtins-dev iproute2 nftables) ;;
  test)
    packages=(make chromium libxml2-utils python3-yaml tshark zsh fish mandoc valgrind libbenchmark-dev libsimdjson-dev)
    # Servers of the distribution that are put on trial. Where the system would start them from now on, that is left to its owner.
    [ -d /run/systemd/system ] || packages+=(redis-server memcached nginx-light)
    # Node from elsewhere brings an npm of its own, which excludes Debian's.
    command -v npm >/dev/null || packages+=(npm) ;;
  develop)
    packages=(clang-19 libclang-rt-19-dev llvm-19 clang-format clang-tidy) ;;
  bench)
    packages=(libbenchmark-dev libsimdjson-dev valgrind strace) ;;
  *) echo "usage: setup.sh build|test|develop|bench" >&2; exit 2 ;;
esac
exec "$here/install-packages.sh" "${packages[@]}"
