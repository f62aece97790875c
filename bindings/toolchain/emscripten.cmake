# CMake's toolchain file of the wasm presets: makes the toolchain if it is missing, then hands over to Emscripten's.

include(${CMAKE_CURRENT_LIST_DIR}/folders.cmake)
if(NOT EXISTS "${ATTUNE_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "Emscripten is missing: run bindings/toolchain/setup.sh, or put emcc >= 3.1.69 on the PATH.")
endif()
include(${ATTUNE_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake)

# Everything that is linked into one module must agree on how exceptions travel; Catch2 and protobuf too.
# SIMD is everywhere because the compiler may use it outside the kernels.
string(APPEND CMAKE_CXX_FLAGS_INIT " -fwasm-exceptions -msimd128")
# -Oz: what is not a kernel must be small (-O3 on generated code: +18 to 26 % after brotli).
set(CMAKE_CXX_FLAGS_RELEASE_INIT "-Oz -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG_INIT "-O1 -g2")
