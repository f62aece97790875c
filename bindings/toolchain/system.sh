# The packages that the system itself has, installed by apt.
# One line each: package, then a file or program that shows it is there.

core_packages='
g++                 g++
python3             python3
cmake               cmake
ninja-build         ninja
ccache              ccache
clang-19            clang-19
lld-19              wasm-ld-19
llvm-19             llvm-nm-19
libclang-rt-19-dev  /usr/lib/llvm-19/lib/clang/19/lib/linux
clang-format-19     clang-format-19
clang-tidy-19       clang-tidy-19
protobuf-compiler   protoc
bzip2               bzip2
'
# MiniBrowser, which WebKit's driver steers, comes with the library that the driver needs.
browser_packages='
chromium            chromium
firefox-esr         firefox-esr
webkit2gtk-driver   WebKitWebDriver
xvfb                Xvfb
dbus-x11            dbus-launch
'

packages_for() {
  printf '%s' "$core_packages"
  if [ "$1" = all ]; then printf '%s' "$browser_packages"; fi
}

# Prints the packages of `core` or `all` that are not there.
missing_packages() {
  local package sign
  while read -r package sign; do
    if [ -z "$package" ]; then continue; fi
    if [ "${sign:0:1}" = / ]; then
      [ -e "$sign" ] || echo "$package"
    else
      have "$sign" || echo "$package"
    fi
  done < <(packages_for "$1")
}

system_is_ready() { [ -z "$(missing_packages "$1")" ]; }

install_system_packages() {
  local missing
  missing=$(missing_packages "$1" | tr '\n' ' ')
  if [ -n "$missing" ]; then
    have apt-get || die "Please install, with your system's own package manager: $missing"
    [ "$(id -u)" = 0 ] || die "Please run once as root: apt-get update && apt-get install -y --no-install-recommends $missing"
    step "apt-get update" apt-get update
    # What an interrupted run left half installed stands in the way of everything else.
    step "dpkg --configure" dpkg --configure -a
    # shellcheck disable=SC2086  # a list of words
    step "apt-get install $missing" env DEBIAN_FRONTEND=noninteractive apt-get -oDPkg::Lock::Timeout=600 \
      install -y --fix-broken --no-install-recommends $missing
    system_is_ready "$1" || die "apt installed everything, yet these are still missing: $(missing_packages "$1" | tr '\n' ' ')"
  fi

  have node || die "Please install Node.js 20 or newer."
  local protoc
  protoc=$(protoc --version)
  [ "$protoc" = "libprotoc $protobuf_version" ] ||
    die "Please put protoc $protobuf_version first on the PATH (found: $protoc); generated code and library must match."
}
