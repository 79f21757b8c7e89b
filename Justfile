set positional-arguments

wiretrial := "build/release/bin/wiretrial"

# List the recipes
default:
    @{{just_executable()}} --justfile {{justfile()}} --list --unsorted

# Install what building needs (Debian packages; instant when all are there)
setup:
    @cmake/setup.sh build

# Install what fuzzing, formatting and linting need besides
setup-dev: setup
    @cmake/setup.sh develop

# Build a preset of CMakePresets.json
build preset="release": setup
    @cmake/build.sh {{preset}}

# Judge the reference implementation and write the reports to out/; arguments are handed to `wiretrial run`
run *arguments: build
    @cmake/run.sh "$@"

# Run every test
test: build
    @ctest --preset release --parallel "$(nproc)" --no-tests=error

# Fuzz every target, or those that are named, for so many seconds, and report the coverage
fuzz seconds="60" *targets:
    @cmake/fuzz.sh "$@"

# Measure how fast the stream's fuzz target is, with and without sanitizers
fuzz-speed rounds="5":
    @cmake/fuzz-speed.sh "$@"

# Measure speed
bench:
    @cmake/bench.sh

# Write the reports again from out/record.json
report: build
    @{{wiretrial}} report out/record.json --html out/report.html --junit out/junit.xml --markdown out/report.md

# Format every C++ source
fmt: setup-dev
    @git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format -i

# Check the formatting, and build with clang, warnings being errors
lint: setup-dev && (build "clang")
    @git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format --dry-run -Werror

# Remove everything that was built or reported
clean:
    @rm -rf build out
