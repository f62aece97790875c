# The C++ libraries that we compile ourselves, as Debian's source packages hold them: untouched upstream archives.

folders_are_ready() {
  [ -e "$protobuf_source/src/google/protobuf/message_lite.cc" ] &&
    [ -e "$catch2_source/src/catch2/catch_all.hpp" ] &&
    [ -e "$eigen_source/Eigen/Core" ] &&
    { [ -e "$prefix/usr/share/emscripten/emcc.py" ] || emcc_on_path_will_do; }
}

make_sources() {
  make_source protobuf "$protobuf_version" "$protobuf_source"
  make_source catch2 "$catch2_version" "$catch2_source"
  make_source eigen3 "$eigen_version" "$eigen_source"
}

#   make_source <Debian's name> <version> <folder>
make_source() {
  local name=$1 version=$2 folder=$3
  if [ -e "$folder" ]; then return; fi
  prepare_debian13
  local work="$folder.part"
  rm -rf "$work"
  mkdir -p "$work/download" "$work/source"
  (cd "$work/download" && step "downloading the source of $name $version" \
    debian13_apt source --download-only --tar-only "$name")
  local archive
  archive=$(ls "$work"/download/"${name}_${version}".orig.tar.*) ||
    die "Debian 13 no longer has $name $version; see bindings/toolchain/README.md for where else to get it."
  step "unpacking $name" tar -xf "$archive" -C "$work/source" --strip-components=1
  mv "$work/source" "$folder"
  rm -rf "$work"
}

# What build/toolchain.env holds. FETCHCONTENT_SOURCE_DIR_* are read by CMakeLists.txt.
env_lines() {
  local root
  root=$(emscripten_root)
  echo "# Written by bindings/toolchain/setup.sh; source it to call emcc by hand. CMake and npm need no sourcing."
  if [ -e "$root/.emscripten" ]; then echo "export EM_CONFIG='$root/.emscripten'"; fi
  cat << LINES
export ATTUNE_CACHE='$cache'
export ATTUNE_EMSCRIPTEN_ROOT='$root'
export FETCHCONTENT_SOURCE_DIR_PROTOBUF='$protobuf_source'
export FETCHCONTENT_SOURCE_DIR_CATCH2='$catch2_source'
export FETCHCONTENT_SOURCE_DIR_EIGEN='$eigen_source'
export CCACHE_DIR='$cache/ccache'
case ":\$PATH:" in *":$root:"*) ;; *) export PATH='$root':"\$PATH" ;; esac
LINES
}
