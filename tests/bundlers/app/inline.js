import { Model, ModelStore } from 'attune';
import { visit } from './visit.js';

visit({ Model, ModelStore });
