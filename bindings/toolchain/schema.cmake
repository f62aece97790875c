# attune_proto: protobuf-lite and the classes that protoc makes from proto/**/*.proto.
# attune_precompile_schema(<target>): lets <target> read those headers precompiled.

file(GLOB_RECURSE proto_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/proto/*.proto)
set(schema_folder ${CMAKE_BINARY_DIR}/generated/proto)
set(schema_sources "")
set(schema_headers "")

if(proto_files)
  find_program(PROTOC protoc REQUIRED)
  execute_process(COMMAND ${PROTOC} --version OUTPUT_VARIABLE protoc_version OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT protoc_version STREQUAL "libprotoc 3.21.12")
    message(FATAL_ERROR "protoc must be 3.21.12, as the library is; found: ${protoc_version} (${PROTOC}). "
      "Set PROTOC to the right one.")
  endif()
  file(MAKE_DIRECTORY ${schema_folder})
endif()

foreach(file IN LISTS proto_files)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/proto OUTPUT_VARIABLE stem)
  string(REGEX REPLACE "\\.proto$" "" stem ${stem})
  list(APPEND schema_sources ${schema_folder}/${stem}.pb.cc)
  list(APPEND schema_headers ${schema_folder}/${stem}.pb.h)
endforeach()

if(proto_files)
  # One call for all: they import one another, and it takes a tenth of a second.
  add_custom_command(OUTPUT ${schema_sources} ${schema_headers}
    COMMAND ${PROTOC} --cpp_out=lite:${schema_folder} -I ${CMAKE_SOURCE_DIR}/proto ${proto_files}
    DEPENDS ${proto_files} COMMENT "protoc" VERBATIM)
  # The headers alone: what clang-tidy needs and an editor likes.
  add_custom_target(attune_schema DEPENDS ${schema_headers})
  add_library(attune_proto STATIC ${schema_sources} ${schema_headers})
  target_include_directories(attune_proto SYSTEM PUBLIC ${schema_folder})
  target_compile_options(attune_proto PRIVATE -w)
  target_link_libraries(attune_proto PUBLIC protobuf_lite PRIVATE attune_build_mode attune_protobuf_mode)
else()
  add_library(attune_proto INTERFACE)
  target_link_libraries(attune_proto INTERFACE protobuf_lite)
endif()
if(EMSCRIPTEN)
  # Users keep their own types but must not ask for the schema's, which have none. Every -f flag aside, this changes
  # only what protobuf's headers do.
  target_compile_definitions(protobuf_lite PUBLIC GOOGLE_PROTOBUF_NO_RTTI=1)
endif()

function(attune_precompile_schema target)
  # Only for files that name a schema header themselves. For all others it would be 100 MB to read for nothing, it
  # would hide a missing include, and ccache could no longer share them between build folders.
  get_target_property(sources ${target} SOURCES)
  set(readers "")
  foreach(source IN LISTS sources)
    if(source MATCHES "\\.cpp$")
      file(STRINGS ${source} lines REGEX "^#include \"[^\"]+\\.pb\\.h\"")
      if(lines)
        list(APPEND readers ${source})
      else()
        set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
      endif()
    endif()
  endforeach()
  list(LENGTH readers reader_count)
  if(reader_count LESS 3)  # making it costs as much as three files save
    foreach(source IN LISTS readers)
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endforeach()
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${schema_headers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set_property(SOURCE ${readers} APPEND PROPERTY COMPILE_OPTIONS -fpch-preprocess)  # lets ccache see through it
  else()
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # the same header, the same bytes
  endif()
endfunction()
