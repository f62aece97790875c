#include "describe.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "format/wire.h"
#include "list.h"
#include "models/portability.h"
#include "surgery/anatomy.h"

namespace attune::bindings {
namespace {

using coreml::FeatureType;
using emscripten::val;

constexpr std::int64_t kSafeInteger = std::int64_t{1} << 53;

// A number where JavaScript can hold it exactly, else a bigint.
val integer(std::int64_t value) {
  if (-kSafeInteger <= value && value <= kSafeInteger) return val(static_cast<double>(value));
  return val::global("BigInt")(val(sentence(value)));
}

const char* data_type_name(int data_type) {
  switch (data_type) {
    case 65600:
      return "double";
    case 131104:
      return "int32";
    case 65552:
      return "float16";
    case 131080:
      return "int8";
    default:
      return "float32";
  }
}

const char* color_space_name(int color_space) {
  switch (color_space) {
    case 10:
      return "grayscale";
    case 30:
      return "bgr";
    case 40:
      return "grayscaleFloat16";
    default:
      return "rgb";
  }
}

val sizes(const format::Message& range) {
  val size = val::object();
  size.set("lowerBound", integer(range.signed_integer(1)));
  const std::int64_t upper = range.signed_integer(2);
  if (upper >= 0) size.set("upperBound", integer(upper));  // a negative one means: no bound
  return size;
}

val array_flexibility(const coreml::ArrayFeatureType& type) {
  val flexibility = val::object();
  if (type.has_enumeratedshapes()) {
    flexibility.set("type", "enumerated");
    flexibility.set("shapes", list(format::Message(type.enumeratedshapes()).messages(1),
                                   [](const format::Message& shape) {
                                     return list(shape.signed_integers(1), integer);
                                   }));
  } else {
    flexibility.set("type", "range");
    flexibility.set("ranges", list(format::Message(type.shaperange()).messages(1), sizes));
  }
  return flexibility;
}

val image_flexibility(const coreml::ImageFeatureType& type) {
  val flexibility = val::object();
  if (type.has_enumeratedsizes()) {
    flexibility.set("type", "enumerated");
    flexibility.set("sizes", list(format::Message(type.enumeratedsizes()).messages(1),
                                  [](const format::Message& size) {
                                    val pair = val::object();
                                    pair.set("width", integer(size.signed_integer(1)));
                                    pair.set("height", integer(size.signed_integer(2)));
                                    return pair;
                                  }));
  } else {
    const format::Message range(type.imagesizerange());
    flexibility.set("type", "range");
    flexibility.set("width", sizes(range.message(1)));
    flexibility.set("height", sizes(range.message(2)));
  }
  return flexibility;
}

val describe_feature(const coreml::FeatureDescription& feature) {
  const FeatureType& type = feature.type();
  val out = val::object();
  out.set("name", feature.name());
  out.set("optional", type.isoptional());
  out.set("shortDescription", feature.shortdescription());
  switch (type.Type_case()) {
    case FeatureType::kInt64Type:
      out.set("type", "int64");
      break;
    case FeatureType::kDoubleType:
      out.set("type", "double");
      break;
    case FeatureType::kStringType:
      out.set("type", "string");
      break;
    case FeatureType::kImageType:
      out.set("type", "image");
      out.set("width", integer(type.imagetype().width()));
      out.set("height", integer(type.imagetype().height()));
      out.set("colorSpace", color_space_name(type.imagetype().colorspace()));
      if (type.imagetype().SizeFlexibility_case() != 0)
        out.set("flexibility", image_flexibility(type.imagetype()));
      break;
    case FeatureType::kMultiArrayType:
      out.set("type", "multiArray");
      out.set("shape", list(type.multiarraytype().shape(), integer));
      out.set("dataType", data_type_name(type.multiarraytype().datatype()));
      if (type.multiarraytype().ShapeFlexibility_case() != 0) {
        out.set("flexibility", array_flexibility(type.multiarraytype()));
      }
      break;
    case FeatureType::kDictionaryType:
      out.set("type", "dictionary");
      out.set("keyType", type.dictionarytype().has_int64keytype() ? "int64" : "string");
      break;
    case FeatureType::kSequenceType:
      out.set("type", "sequence");
      out.set("elementType", type.sequencetype().has_int64type() ? "int64" : "string");
      break;
    case FeatureType::kStateType:
      out.set("type", "state");
      break;
    case FeatureType::TYPE_NOT_SET:
      fail(ErrorCode::model_invalid, InFeature{feature.name()}, " has no type");
  }
  return out;
}

val parameter_value(const format::ParameterValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return integer(*number);
  if (const auto* real = std::get_if<double>(&value)) return val(*real);
  return val(std::get<bool>(value));
}

val describe_parameter(const format::Parameter& parameter) {
  static constexpr const char* kTypes[] = {"int64", "double", "boolean"};
  val out = val::object();
  out.set("key", parameter.key);
  out.set("scope", parameter.scope);
  out.set("type", kTypes[parameter.value.index()]);
  out.set("defaultValue", parameter_value(parameter.value));
  if (parameter.minimum) out.set("minimum", *parameter.minimum);
  if (parameter.maximum) out.set("maximum", *parameter.maximum);
  if (!parameter.values.empty()) out.set("values", list(parameter.values, integer));
  return out;
}

val describe_metadata(const coreml::Metadata& metadata) {
  val out = val::object();
  out.set("shortDescription", metadata.shortdescription());
  out.set("versionString", metadata.versionstring());
  out.set("author", metadata.author());
  out.set("license", metadata.license());
  out.set("userDefined", list(metadata.userdefined(), [](const coreml::Entry& entry) {
            val pair = val::array();
            pair.call<void>("push", entry.key());
            pair.call<void>("push", entry.value());
            return pair;
          }));
  return out;
}

// Of a network, or of the last model of a pipeline that is one.
std::vector<std::string> updatable_layers(const coreml::Model& message) {
  std::vector<std::string> names;
  const coreml::Model& part = surgery::learning_part(message);
  if (!models::is_network(part)) return names;
  for (const std::string& bytes : models::network_of(part).layers()) {
    const format::LayerSpec spec(bytes);
    if (spec.is_updatable()) names.emplace_back(spec.name());
  }
  return names;
}

val make_text(const std::string& text) { return val(text); }

}  // namespace

val label_value(const format::Label& label) {
  if (const auto* text = std::get_if<std::string>(&label)) return val(*text);
  return integer(std::get<std::int64_t>(label));
}

format::ParameterValue read_parameter(const std::string& key, const val& value) {
  const auto type = value.typeOf().as<std::string>();
  if (type == "boolean") return value.as<bool>();
  if (type == "number") return value.as<double>();
  if (type == "bigint") {
    const auto digits = val::global("String")(value).as<std::string>();
    std::int64_t number = 0;
    bool fits = true;
    for (const char digit : digits) {
      if (digit == '-') continue;
      fits = fits && !__builtin_mul_overflow(number, 10, &number) &&
             !__builtin_add_overflow(number, digit - '0', &number);
    }
    if (fits) return digits.front() == '-' ? -number : number;
  }
  fail(ErrorCode::invalid_parameter, "parameter '", key,
       "' must be a number, a 64-bit bigint or a boolean, got a ", type);
}

val describe(const models::Model& model) {
  const coreml::Model& message = model.message();
  const coreml::ModelDescription& description = message.description();
  val out = val::object();
  out.set("modelType", std::string(models::type_name(message)));
  out.set("specificationVersion", integer(message.specificationversion()));
  out.set("isUpdatable", models::learning_of(message) != models::Learning::none);
  out.set("inputs", list(description.input(), describe_feature));
  out.set("outputs", list(description.output(), describe_feature));
  out.set("trainingInputs", list(description.traininginput(), describe_feature));
  if (!description.predictedfeaturename().empty()) {
    out.set("predictedFeatureName", description.predictedfeaturename());
  }
  if (!description.predictedprobabilitiesname().empty()) {
    out.set("predictedProbabilitiesName", description.predictedprobabilitiesname());
  }
  const std::vector<format::Label> labels = model.class_labels();
  if (!labels.empty()) out.set("classLabels", list(labels, label_value));
  out.set("updatableLayers", list(updatable_layers(message), make_text));
  out.set("parameters", list(model.parameters().all(), describe_parameter));
  out.set("metadata", describe_metadata(description.metadata()));
  return out;
}

val parameter_values(const format::ParameterSet& parameters) {
  val out = val::object();
  for (const format::Parameter& parameter : parameters.all())
    out.set(parameter.key, parameter_value(parameter.value));
  return out;
}

format::ParameterOverrides read_parameters(const val& object) {
  format::ParameterOverrides overrides;
  if (object.isUndefined() || object.isNull()) return overrides;
  const val entries = val::global("Object").call<val>("entries", object);
  const auto count = entries["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) {
    const val value = entries[i][1];
    if (value.isUndefined() || value.isNull()) continue;
    const auto key = entries[i][0].as<std::string>();
    overrides[key] = read_parameter(key, value);
  }
  return overrides;
}

}  // namespace attune::bindings
