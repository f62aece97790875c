# The cores for several threads, threads/core.wasm and relaxed-threads/core.wasm: the same objects on memory that is shared, with
# the files of src/plan that share work out compiled for it. core.mjs runs them too, on memory that it is given.

# The only files with atomic instructions in them. Not for link-time optimisation, which would have all files use them, and would
# make what the core keeps for its one thread each thread's own: LLVM 19 then finds no catch (it forgets where a thread's memory begins).
add_library(attune_team OBJECT ${CMAKE_SOURCE_DIR}/src/plan/network_run.cpp ${CMAKE_SOURCE_DIR}/src/plan/team.cpp)
target_link_libraries(attune_team PRIVATE attune attune_build_mode attune_warnings)
target_compile_options(attune_team PRIVATE -fno-rtti -fno-lto -matomics -mbulk-memory)
set_target_properties(attune_team PROPERTIES EXCLUDE_FROM_ALL ON)

# A core with helpers. @param folder  of the build, for its core.wasm  @param ARGN  more objects
function(threads_core target folder)
  add_executable(${target} EXCLUDE_FROM_ALL
    $<TARGET_OBJECTS:attune_core> $<TARGET_OBJECTS:attune_team> ${ARGN} ${CMAKE_SOURCE_DIR}/bindings/threads/helpers.cpp)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME core SUFFIX .mjs LINKER_LANGUAGE CXX
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
  target_link_libraries(${target} PRIVATE attune attune_build_mode attune_warnings)
  target_link_options(${target} PRIVATE ${module_link_options}
    -sSHARED_MEMORY=1
    -sMAXIMUM_MEMORY=2GB          # engine/team.ts makes the memory, with less where that is refused
    -Wl,--no-check-features)      # the linker would have all files know threads; helpers run what is in src/plan, layers and kernels
endfunction()

threads_core(attune_core_threads threads)
threads_core(attune_core_relaxed_threads relaxed-threads $<TARGET_OBJECTS:attune_kernels_relaxed>)
target_link_options(attune_core_relaxed_threads PRIVATE -mrelaxed-simd)
