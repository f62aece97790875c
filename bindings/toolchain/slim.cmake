# The slim core: the same sources with fewer kinds of layers and models, a third smaller to download. What it holds is what
# networks that learn are mostly made of, by hand, by coremltools and by `attune/build`; a page takes the whole core for a model
# with anything else (models/catalogue.h). Names are files of src/layers and src/models.

set(slim_layers
  activation add add_broadcastable average batchnorm bias concat concat_nd convolution embedding expand_dims flatten
  flatten_to_2d inner_product l2_normalize load_constant load_constant_nd multiply multiply_broadcastable mvn padding permute
  pooling rank_preserving_reshape reduce_mean reshape reshape_static scale slice softmax softmax_nd split squeeze transpose
  unary upsample)
set(slim_models k_nearest_neighbors_classifier neural_network pipeline)

foreach(folder layers models)
  set(lines "")
  foreach(stem IN LISTS slim_${folder})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/src/${folder}/${stem}.cpp)
      message(FATAL_ERROR "slim.cmake names ${stem}, which is not in src/${folder}")
    endif()
    string(APPEND lines "PART(${stem})\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/slim/${folder}.inc CONTENT "${lines}" @ONLY)
endforeach()

# The two files that include those lists. Linked as objects they win over those in the library, which then gives what they ask for.
add_library(attune_slim_lists OBJECT
  ${CMAKE_SOURCE_DIR}/src/layers/layer.cpp ${CMAKE_SOURCE_DIR}/src/models/model.cpp)
target_include_directories(attune_slim_lists BEFORE PRIVATE ${CMAKE_BINARY_DIR}/generated/slim)
target_include_directories(attune_slim_lists PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(attune_slim_lists PRIVATE attune attune_build_mode attune_warnings)
target_compile_options(attune_slim_lists PRIVATE -fno-rtti)
set_target_properties(attune_slim_lists PROPERTIES EXCLUDE_FROM_ALL ON)

# bindings/slim/remakes.cpp stands for bindings/remakes.cpp.
add_executable(attune_core_slim EXCLUDE_FROM_ALL
  $<FILTER:$<TARGET_OBJECTS:attune_core>,EXCLUDE,/bindings/remakes[.]cpp> $<TARGET_OBJECTS:attune_slim_lists>
  ${CMAKE_SOURCE_DIR}/bindings/slim/remakes.cpp)
target_include_directories(attune_core_slim PRIVATE ${CMAKE_SOURCE_DIR}/bindings)
set_target_properties(attune_core_slim PROPERTIES OUTPUT_NAME core SUFFIX .mjs LINKER_LANGUAGE CXX
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/slim)
target_link_libraries(attune_core_slim PRIVATE attune attune_build_mode attune_warnings)
