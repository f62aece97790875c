# How everything of ours is compiled: attune_build_mode (also for protobuf), attune_warnings, attune_protobuf_mode.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug)
endif()

if(ATTUNE_CCACHE)
  find_program(CCACHE_PROGRAM ccache)
  if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_DIR=${CCACHE_DIR}
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}  # paths below it are made relative: another checkout shares the cache
      CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime  # for precompiled headers
      ${CCACHE_PROGRAM})
  endif()
endif()

# --- mode ----------------------------------------------------------------------------------------------------------
add_library(attune_build_mode INTERFACE)
target_compile_options(attune_build_mode INTERFACE
  -ffp-contract=off  # a fused multiply-add rounds once where WebAssembly rounds twice: other bits
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)  # no machine path in what we ship
if(EMSCRIPTEN)
  # For the whole folder, Catch2 too: all that is linked into one module must agree on how exceptions travel. SIMD
  # everywhere because the compiler may use it outside the kernels.
  add_compile_options(-fwasm-exceptions -msimd128)
  add_link_options(-fwasm-exceptions)
  # What is not a kernel must be small: -O3 on generated code is 18 to 26 % more after brotli.
  set(CMAKE_CXX_FLAGS_RELEASE "-Oz -DNDEBUG")
  set(CMAKE_EXE_LINKER_FLAGS_RELEASE "-Oz")  # the toolchain file says -O3, which links everything for speed: twice the size
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g2")
  if(ATTUNE_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release")
    # Only the module also links with it (module.cmake): the tests take the system libraries as they are.
    target_compile_options(attune_build_mode INTERFACE -flto)
  endif()
else()
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")  # -O0 makes training under sanitizers too slow to be an everyday loop
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  target_compile_definitions(attune_build_mode INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
  if(ATTUNE_COVERAGE)
    target_compile_options(attune_build_mode INTERFACE -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(attune_build_mode INTERFACE -fprofile-instr-generate)
  endif()
  if(ATTUNE_SANITIZE)
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    if(ATTUNE_FUZZ)
      # Counts what was reached.
      list(APPEND sanitizers -fsanitize=fuzzer-no-link)
      set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only")
    endif()
    target_compile_options(attune_build_mode INTERFACE ${sanitizers})
    target_link_options(attune_build_mode INTERFACE ${sanitizers})
  endif()
endif()

# --- warnings: errors in our own code ------------------------------------------------------------------------------
add_library(attune_warnings INTERFACE)
target_compile_options(attune_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 guesses these wrongly in inlined and in instrumented library code; the sanitizers find the real ones.
  target_compile_options(attune_warnings INTERFACE
    -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict
    -Wno-dangling-pointer)
elseif(ATTUNE_COVERAGE)
  # clang sees that libstdc++'s stable_sort() calls what libstdc++ calls deprecated.
  target_compile_options(attune_warnings INTERFACE -Wno-deprecated-declarations)
endif()

# --- protobuf and what it generates, made small --------------------------------------------------------------------
# Neither throws nor asks for types. Both halves must agree, or the module does not link. Code with embind in it keeps
# its types: without them embind prints addresses, and printf comes along.
add_library(attune_protobuf_mode INTERFACE)
if(EMSCRIPTEN)
  target_compile_options(attune_protobuf_mode INTERFACE -fno-exceptions -fno-rtti)
endif()
