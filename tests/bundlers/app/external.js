import { Model, ModelStore } from 'attune/external';
import { visit } from './visit.js';

visit({ Model, ModelStore });
