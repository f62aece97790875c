import { Model, ModelStore } from 'attune/slim';
import { visit } from './visit.js';

visit({ Model, ModelStore });
