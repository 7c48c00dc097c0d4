// The description of a package.

import type { About, InputType, MetricsFrom } from '$lib/ipc';

export const inputTypes: InputType[] = ['json', 'file', 'files'];

/** The sources that metrics can be taken from. */
export const metricsSources = [
  'mlflow',
  'tensorboard',
  'wandb',
  'trackio',
  'trainer',
  'csv',
  'printed',
] as const satisfies (keyof MetricsFrom)[];

/** The description of a package that has none. */
export const nothingSaid: About = {
  description: '',
  inputType: 'json',
  inputDescription: '',
  outputDescription: '',
  gpuRecommended: false,
  isolation: 'on',
  metricsFrom: {
    mlflow: true,
    tensorboard: true,
    wandb: true,
    trackio: true,
    trainer: true,
    csv: true,
    printed: true,
  },
};
