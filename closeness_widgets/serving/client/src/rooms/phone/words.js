// Everything that this page says, from live.yaml.

import { told } from '../common.js';

export const words = told.words.room;
