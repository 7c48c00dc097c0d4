// The description of a package.

import type { About, InputType } from '$lib/ipc';

export const inputTypes: InputType[] = ['json', 'file', 'files'];

/** The description of a package that has none. */
export const nothingSaid: About = {
  description: '',
  inputType: 'json',
  inputDescription: '',
  outputDescription: '',
  gpuRecommended: false,
  isolation: 'on',
};
