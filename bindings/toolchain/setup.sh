#!/usr/bin/env bash
# Makes whatever this machine lacks to build and test Attune, and nothing twice.
#
#   setup.sh             compilers, library sources and the three browsers
#   setup.sh --core      without the browsers
#   setup.sh --force     once more, even if the stamp says that all is there
#
# Ends with an env file that people may source and scripts read: build/toolchain.env in the checkout, and a
# copy in the cache. Everything large lies in the cache, outside the checkout, one folder a version:
#   ${ATTUNE_CACHE:-${XDG_CACHE_HOME:-~/.cache}/attune}
# CMake needs no sourcing: it finds the same folders through bindings/toolchain/*.cmake.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
# shellcheck source=common.sh
source "$here/common.sh"
source "$here/system.sh"
source "$here/debian13.sh"
source "$here/emscripten.sh"
source "$here/sources.sh"

want=all
force=no
for argument in "$@"; do
  case $argument in
    --core) want=core ;;
    --force) force=yes ;;
    *) die "setup.sh knows --core and --force, not '$argument'." ;;
  esac
done

mkdir -p "$cache"
# The stamp's name changes with these scripts, so that an edit is tried at once; the folders themselves carry
# versions and are kept, so that such a second run downloads nothing.
stamp="$cache/stamp-$(cat "$here"/*.sh | cksum | cut -d' ' -f1)-$want"

write_env_file() {
  mkdir -p "$checkout/build"
  # Written aside and moved: a reader never sees half a file.
  env_lines > "$cache/toolchain.env.$$"
  mv "$cache/toolchain.env.$$" "$cache/toolchain.env"
  cmp -s "$cache/toolchain.env" "$checkout/build/toolchain.env" ||
    { cp "$cache/toolchain.env" "$checkout/build/toolchain.env.$$" &&
      mv "$checkout/build/toolchain.env.$$" "$checkout/build/toolchain.env"; }
}

if [ "$force" = no ] && [ -e "$stamp" ] && system_is_ready "$want" && folders_are_ready; then
  write_env_file
  exit 0
fi

# Two checkouts may share one cache: the second one waits here and then finds everything made.
exec 9> "$cache/lock"
flock -n 9 || { say "another setup is running; waiting for it"; flock 9; }

install_system_packages "$want"
make_emscripten
make_sources
mkdir -p "$cache/ccache"
folders_are_ready || die "The toolchain in $cache is not whole: delete that folder and run setup.sh again."
write_env_file
touch "$stamp"
remove_debian13_state
say "toolchain is ready (${SECONDS} s): $cache"
