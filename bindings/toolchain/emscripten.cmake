# CMake's toolchain file of the wasm presets: makes the toolchain if it is missing, then hands over to Emscripten's.

include(${CMAKE_CURRENT_LIST_DIR}/folders.cmake)
if(NOT EXISTS "${ATTUNE_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "Emscripten is missing: run bindings/toolchain/setup.sh, or put emcc >= 3.1.69 on the PATH.")
endif()
include(${ATTUNE_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake)
