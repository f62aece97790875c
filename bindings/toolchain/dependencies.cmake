# The three C++ libraries: protobuf-lite (compiled here, our way), Catch2 (tests) and Eigen (headers).
# Each comes from the unpacked source that setup.sh left, else from find_package where that will do, else by download.

include(FetchContent)

# protobuf is never the system's: it must be instrumented like the rest natively, and small in WebAssembly.
FetchContent_Declare(protobuf
  URL https://github.com/protocolbuffers/protobuf/archive/refs/tags/v3.21.12.tar.gz
  URL_HASH SHA256=930c2c3b5ecc6c9c12615cf5ad93f1cd6e12d0aba862b572e076259970ac3a53)
FetchContent_Declare(Catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)
FetchContent_Declare(eigen
  URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
  URL_HASH SHA256=b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626)

# --- protobuf-lite -------------------------------------------------------------------------------------------------
# Populated only: its own CMake project builds far more. 25 files are what parsing, arenas and serialising need.
FetchContent_GetProperties(protobuf)
if(NOT protobuf_POPULATED)
  FetchContent_Populate(protobuf)
endif()
set(lite_files
  any_lite arena arenastring arenaz_sampler extension_set generated_enum_util generated_message_tctable_lite
  generated_message_util implicit_weak_message inlined_string_field io/coded_stream io/strtod io/zero_copy_stream
  io/zero_copy_stream_impl io/zero_copy_stream_impl_lite map message_lite parse_context repeated_field
  repeated_ptr_field stubs/int128 stubs/stringpiece stubs/structurally_valid stubs/strutil wire_format_lite)
list(TRANSFORM lite_files PREPEND ${protobuf_SOURCE_DIR}/src/google/protobuf/)
list(TRANSFORM lite_files APPEND .cc)
add_library(protobuf_lite STATIC ${lite_files} ${CMAKE_CURRENT_LIST_DIR}/protobuf/common.cc)
if(EMSCRIPTEN)
  # Before protobuf's own folder, so that our mutex.h is found first.
  target_include_directories(protobuf_lite SYSTEM BEFORE PUBLIC ${CMAKE_CURRENT_LIST_DIR}/protobuf)
endif()
target_include_directories(protobuf_lite SYSTEM PUBLIC ${protobuf_SOURCE_DIR}/src)
target_compile_options(protobuf_lite PRIVATE -w)
target_link_libraries(protobuf_lite PRIVATE attune_build_mode attune_protobuf_mode)

# --- Eigen: headers only -------------------------------------------------------------------------------------------
if(NOT DEFINED FETCHCONTENT_SOURCE_DIR_EIGEN)
  find_package(Eigen3 3.4 QUIET NO_MODULE)
endif()
if(NOT TARGET Eigen3::Eigen)
  FetchContent_GetProperties(eigen)
  if(NOT eigen_POPULATED)
    FetchContent_Populate(eigen)
  endif()
  add_library(eigen_headers INTERFACE)
  add_library(Eigen3::Eigen ALIAS eigen_headers)
  target_include_directories(eigen_headers SYSTEM INTERFACE ${eigen_SOURCE_DIR})
  # Only the parts under the Mozilla licence and freer ones.
  target_compile_definitions(eigen_headers INTERFACE EIGEN_MPL2_ONLY)
endif()

# --- Catch2: called where there are tests --------------------------------------------------------------------------
function(attune_need_catch2)
  if(NOT DEFINED FETCHCONTENT_SOURCE_DIR_CATCH2 AND NOT EMSCRIPTEN)
    find_package(Catch2 3.7 QUIET)
  endif()
  if(TARGET Catch2::Catch2WithMain)
    return()
  endif()
  FetchContent_GetProperties(Catch2)
  if(NOT catch2_POPULATED)
    FetchContent_Populate(Catch2)
  endif()
  # All of it in one file that lies outside every build folder: compiled once in 15 s, and ccache's from then on.
  add_library(catch2 STATIC ${catch2_SOURCE_DIR}/extras/catch_amalgamated.cpp)
  add_library(Catch2::Catch2WithMain ALIAS catch2)
  set(CATCH_CONFIG_DEFAULT_REPORTER console)
  set(CATCH_CONFIG_CONSOLE_WIDTH 100)
  configure_file(${catch2_SOURCE_DIR}/src/catch2/catch_user_config.hpp.in
                 ${CMAKE_BINARY_DIR}/generated/catch2/catch2/catch_user_config.hpp)
  target_include_directories(catch2 SYSTEM INTERFACE ${catch2_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated/catch2)
  target_compile_options(catch2 PRIVATE -w -g0)
endfunction()
