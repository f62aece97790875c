// Learning from one person's few examples: recipes as data, and what goes with them.

export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export { type Probabilities, withTemperature } from './recipes/calibration.js';
export { type Explanation, explain, type Influence } from './recipes/explain.js';
export { OnlineClassifier, type OnlineOptions } from './recipes/online-classifier.js';
export { RECIPES, type Recipe, type RecipeChoice, type RecipeName } from './recipes/recipe.js';
export { Recommender, type RecommenderOptions, type Trust } from './recipes/recommender.js';
export type { CrossValidationReport, DoubtfulExample, RecipeReport } from './recipes/report.js';
