// Differences from the run that the form was filled in from.

import type { Parameter, RunForm } from '$lib/ipc';

/** The fields of a run that are compared, apart from its parameters. Its time is not: the new run
 * has its own. */
export const compared = [
  'name',
  'kind',
  'package',
  'version',
  'asOf',
  'dataset',
  'folder',
  'datasetState',
  'evaluationDataset',
  'evaluationFolder',
  'evaluationDatasetState',
  'gpu',
  'memory',
  'cores',
  'graceSeconds',
  'isolation',
] as const;
export type Compared = (typeof compared)[number];

const named = (rows: Parameter[], name: string) => rows.find((row) => row.name === name);

/** How the parameter in a row differs: it had another value, or did not exist. */
export function parameterWas(
  original: RunForm | null,
  { name, value }: Parameter,
): { value: string } | 'missing' | null {
  if (!original || name === '') return null;
  const was = named(original.parameters, name);
  if (!was) return 'missing';
  return was.value === value ? null : { value: was.value };
}

/** Parameters of the original that were removed, except those that belong to another type. */
export function removedParameters(
  original: RunForm | null,
  form: RunForm,
  ofOriginal: Parameter[],
  ofForm: Parameter[],
): Parameter[] {
  const isOthers = ({ name }: Parameter) => named(ofOriginal, name) && !named(ofForm, name);
  return (original?.parameters ?? []).filter(
    (was) => !named(form.parameters, was.name) && !isOthers(was),
  );
}
