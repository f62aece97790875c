# attune_core: the module that the worker loads, build/wasm/core.mjs and core.wasm; attune_core_relaxed: the same with
# relaxed SIMD in its kernels, relaxed/core.wasm; attune_core_slim: the same with fewer kinds, slim/core.wasm; attune_core_threads and
# attune_core_relaxed_threads: for several threads (threads.cmake). core.mjs runs all of them.

file(GLOB module_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bindings/*.cpp)
if(NOT module_files OR NOT TARGET attune)
  return()
endif()

add_executable(attune_core ${module_files})
set_target_properties(attune_core PROPERTIES OUTPUT_NAME core SUFFIX .mjs RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
target_include_directories(attune_core PRIVATE bindings)
target_link_libraries(attune_core PRIVATE attune attune_build_mode attune_warnings)
target_compile_definitions(attune_core PRIVATE ATTUNE_VERSION="${PROJECT_VERSION}")
attune_precompile_schema(attune_core)

# memory.copy and memory.fill are older than SIMD in every browser. No builtins: a loop must not become a call of itself.
set_source_files_properties(${CMAKE_SOURCE_DIR}/bindings/memory_functions.cpp PROPERTIES
  COMPILE_OPTIONS "-fno-lto;-fno-builtin;-mbulk-memory;-O3" SKIP_PRECOMPILE_HEADERS ON)

# The objects are compiled once: only the kernels differ.
add_executable(attune_core_relaxed EXCLUDE_FROM_ALL
  $<TARGET_OBJECTS:attune_core> $<TARGET_OBJECTS:attune_kernels_relaxed>)
set_target_properties(attune_core_relaxed PROPERTIES OUTPUT_NAME core SUFFIX .mjs LINKER_LANGUAGE CXX
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/relaxed)
target_link_libraries(attune_core_relaxed PRIVATE attune attune_build_mode)

include(bindings/toolchain/slim.cmake)

set(module_link_options
  -lembind                     # the bindings in bindings/module.cpp
  -sMODULARIZE=1               # a factory, not globals: a crashed core is made anew
  -sEXPORT_ES6=1               # ESM only, as the package
  -sDYNAMIC_EXECUTION=0        # no new Function: pages with a strict CSP
  -sENVIRONMENT=web,worker     # 'node' would bring import('module'), over which bundlers trip; it runs there anyway
  -sUSE_ES6_IMPORT_META=0      # no new URL(…, import.meta.url) either: we always pass instantiateWasm
  -sFILESYSTEM=0               # bytes come and go as bytes
  -sALLOW_MEMORY_GROWTH=1      # models differ in size by a factor of a thousand
  -sABORTING_MALLOC=0          # out of memory is an Error with a code, not the end
  -sTEXTDECODER=0              # browsers' decoders refuse shared memory, and our texts are short
  -sMALLOC=emmalloc            # 2 KB smaller than dlmalloc; the training path allocates nothing
  -sSTACK_SIZE=1MB             # 64 KB is the default, and unguarded
  -sEXPORTED_RUNTIME_METHODS=stackSave,stackRestore  # an Error that leaves wasm frames does not give their stack back
  -lexports.js                 # imports and exports keep their names (0.6 KB), so that one glue fits all builds
  # Never -sEXPORT_EXCEPTION_HANDLING_HELPERS: 22 KB for a demangler. bindings/guard.h translates exceptions.
)
if(ATTUNE_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release")
  list(APPEND module_link_options -flto)  # the system libraries' bitcode too
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  list(APPEND module_link_options
    -sASSERTIONS=1
    -sSTACK_OVERFLOW_CHECK=2
    -g2)                       # names in stack traces
endif()
target_link_options(attune_core PRIVATE ${module_link_options})
target_link_options(attune_core_relaxed PRIVATE ${module_link_options} -mrelaxed-simd)
target_link_options(attune_core_slim PRIVATE ${module_link_options})

include(bindings/toolchain/threads.cmake)

# What WebKit's interpreter would get wrong: indirect-calls.mjs says what and why.
find_program(ATTUNE_NODE NAMES node nodejs REQUIRED)
foreach(module attune_core attune_core_relaxed attune_core_slim attune_core_threads attune_core_relaxed_threads)
  add_custom_command(TARGET ${module} POST_BUILD
    COMMAND ${ATTUNE_NODE} ${CMAKE_CURRENT_LIST_DIR}/indirect-calls.mjs $<TARGET_FILE_DIR:${module}>/core.wasm VERBATIM)
endforeach()

# What Emscripten thinks the module's types are, build/wasm/types/core.d.ts, to be compared with the hand-written
# bindings/module.d.ts: cmake --build build/wasm --target attune_core_types
add_executable(attune_core_types EXCLUDE_FROM_ALL $<TARGET_OBJECTS:attune_core>)
set_target_properties(attune_core_types PROPERTIES OUTPUT_NAME core SUFFIX .mjs LINKER_LANGUAGE CXX
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/types
  # Emscripten calls the first `tsc` on the PATH.
  RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env PATH=${CMAKE_CURRENT_LIST_DIR}/typings:$ENV{PATH}")
target_link_libraries(attune_core_types PRIVATE attune attune_build_mode)
target_link_options(attune_core_types PRIVATE
  -lembind -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web,worker -sUSE_ES6_IMPORT_META=0 -sALLOW_MEMORY_GROWTH=1
  --emit-tsd ${CMAKE_BINARY_DIR}/types/core.d.ts)
