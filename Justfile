set positional-arguments

wiretrial := "build/release/bin/wiretrial"

# List the recipes
default:
    @{{just_executable()}} --justfile {{justfile()}} --list --unsorted

# Install what building needs (Debian packages; instant when all are there)
setup:
    @cmake/setup.sh build

# Install what the tests use besides: a browser, and what drives it
setup-test: setup
    @cmake/setup.sh test
    @cmake/browser-tools.sh

# Install what fuzzing, formatting and linting need besides
setup-dev: setup
    @cmake/setup.sh develop

# Build a preset of CMakePresets.json; `release` is what users start, without tests, mutants and benchmarks
build preset="release": setup
    @cmake/build.sh {{preset}}

# Build from nothing, without a cache, and print what took the compiler longest; targets as cmake knows them (`programs`, `all`)
build-times *targets: setup
    @cmake/build-times.sh "$@"

# Judge the reference implementation and write the reports to out/; arguments are handed to `wiretrial run`
run *arguments: build
    @cmake/run.sh "$@"

# Run every test
test: setup-test
    @cmake/build.sh release all
    @PATH="$(cmake/interpreter-path.sh):$PATH" ctest --preset release --parallel "$(nproc)" --no-tests=error

# Make build/wiretrial-VERSION-linux-MACHINE.tar.gz, which needs nothing installed where it is unpacked
package: build
    @cmake/package.sh

# Show that the suite finds out every mutant and fails nobody else, and write docs/KILL-MATRIX.md; goes on where it was interrupted
prove *arguments: build
    @cmake/build.sh release wt-mutant-server wt-mutant-client
    @{{wiretrial}} prove impl/mutants/mutants.json --cover --page docs/KILL-MATRIX.md --subject impl/reference/subject.json --subject impl/python/subject.json --subject impl/node/subject.json "$@"

# Run the suite again and again, shuffled, on busy processors, and print how many verdicts differ
stability reference="30" others="5": build
    @cmake/stability.sh {{reference}} impl/reference/subject.json {{others}} impl/python/subject.json {{others}} impl/node/subject.json

# Fuzz every target, or those that are named, for so many seconds, and report the coverage
fuzz seconds="60" *targets:
    @cmake/fuzz.sh "$@"

# Measure how fast the stream's fuzz target is, with and without sanitizers
fuzz-speed rounds="5":
    @cmake/fuzz-speed.sh "$@"

# Measure speed beside peers and limits, and write docs/PERFORMANCE.md; needs a machine that has nothing else to do
bench *arguments:
    @cmake/bench.sh "$@"

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
