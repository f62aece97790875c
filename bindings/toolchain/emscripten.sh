# Emscripten: the one on the PATH if it is new enough, else Debian 13's in a prefix of our own.

# True if an emcc on the PATH is at least our version.
emcc_on_path_will_do() {
  have emcc || return 1
  local version
  version=$(emcc --version 2> /dev/null | sed -n '1s/.* \([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p')
  [ -n "$version" ] || return 1
  [ "$(printf '%s\n' "$emscripten_version" "$version" | sort -V | head -n 1)" = "$emscripten_version" ]
}

# Prints the folder that holds emcc and cmake/Modules/Platform/Emscripten.cmake.
emscripten_root() {
  if [ -e "$prefix" ]; then
    echo "$prefix/usr/share/emscripten"
  else
    em-config EMSCRIPTEN_ROOT
  fi
}

make_emscripten() {
  if [ -e "$prefix" ] || emcc_on_path_will_do; then return; fi
  prepare_debian13
  local work="$prefix.part"
  rm -rf "$work"
  mkdir -p "$work/packages"
  (cd "$work/packages" && step "downloading Emscripten $emscripten_version (250 MB)" \
    debian13_apt download emscripten binaryen libc6 libstdc++6 libgcc-s1 node-acorn)
  local package
  for package in "$work"/packages/*.deb; do
    step "unpacking $(basename "${package%%_*}")" dpkg -x "$package" "$work"
  done
  rm -rf "$work/packages"
  [ "$(tr -d '"' < "$work/usr/share/emscripten/emscripten-version.txt")" = "$emscripten_version" ] ||
    die "Debian 13 no longer has Emscripten $emscripten_version; please put that version's emcc on the PATH."

  remove_unused "$work/usr/share/emscripten"
  wrap_binaryen "$work"
  # Emscripten asks Node for acorn and looks beside itself first.
  mkdir -p "$work/usr/share/emscripten/node_modules"
  ln -sfn ../../nodejs/acorn "$work/usr/share/emscripten/node_modules/acorn"
  write_config "$work/usr/share/emscripten/.emscripten"
  # Only now does the folder get its name: an interrupted run leaves a .part, which the next run throws away.
  mv "$work" "$prefix"
}

# Libraries for shared objects, wasm workers and file systems that we do not use: 1.1 of 1.7 GB.
remove_unused() {
  local root=$1 libraries="$1/cache/sysroot/lib/wasm32-emscripten"
  rm -rf "$root"/{test,docs,media} "$libraries"/{pic,lto-pic}
  find "$libraries" \( -name 'libwasmfs*' -o -name '*-ww*' \) -delete
}

# Binaryen's programs want a newer libc than Debian 12's: start each through Debian 13's own loader. The wrapper
# finds its prefix from where it lies, so that the prefix may be moved.
wrap_binaryen() {
  local work=$1 program
  mkdir -p "$work/binaryen/bin"
  for program in "$work"/usr/bin/wasm*; do
    cat > "$work/binaryen/bin/$(basename "$program")" << 'WRAPPER'
#!/bin/sh
usr=${0%/*}/../../usr
exec "$usr/lib64/ld-linux-x86-64.so.2" --library-path "$usr/lib/x86_64-linux-gnu" "$usr/bin/${0##*/}" "$@"
WRAPPER
    chmod +x "$work/binaryen/bin/$(basename "$program")"
  done
}

# Emscripten reads this file where it lies, so no one has to set EM_CONFIG.
write_config() {
  cat > "$1" << CONFIG
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$prefix/binaryen'
NODE_JS = '$(command -v node)'
# All libraries come prebuilt with the package; a missing one is an error, not a reason to compile.
FROZEN_CACHE = True
CONFIG
}
