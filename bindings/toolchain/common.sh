# What the other parts share: where things lie, and how to talk.

cache=${ATTUNE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/attune}

emscripten_version=3.1.69
protobuf_version=3.21.12
catch2_version=3.7.1
eigen_version=3.4.0

# The number after the dash is ours: raise it when the way a folder is made changes.
prefix="$cache/emscripten-$emscripten_version-1"
protobuf_source="$cache/protobuf-$protobuf_version-1"
catch2_source="$cache/catch2-$catch2_version-1"
eigen_source="$cache/eigen-$eigen_version-1"

say() { printf '[toolchain] %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Runs a long command with its output in a log, says every ten seconds that it still works, and shows the end of
# the log if it fails.
#   step <what> <command> [arguments]
step() {
  local what=$1 log began=$SECONDS
  shift
  log="$cache/setup.log"
  say "$what ..."
  # No descriptor 9: a child that outlives us must not keep the lock.
  "$@" > "$log" 2>&1 9>&- &
  local child=$! result=0 said=$SECONDS
  while kill -0 "$child" 2> /dev/null; do
    sleep 0.2
    if [ $((SECONDS - said)) -ge 10 ]; then
      said=$SECONDS
      say "$what ... $((SECONDS - began)) s"
    fi
  done
  wait "$child" || result=$?
  if [ "$result" != 0 ]; then
    tail -n 25 "$log" >&2
    die "failed: $what (the whole log: $log)"
  fi
}

have() { command -v "$1" > /dev/null 2>&1; }
