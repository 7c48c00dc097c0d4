// What differs from the run that is made again.

import type { Parameter, RunForm } from '$lib/ipc';

/** The fields that a run has, but for its parameters. When it is made is not one: a new one is made. */
export const compared = [
  'name',
  'kind',
  'package',
  'version',
  'asOf',
  'dataset',
  'folder',
  'evaluationDataset',
  'evaluationFolder',
  'gpu',
  'memory',
  'cores',
  'graceSeconds',
] as const;
export type Compared = (typeof compared)[number];

const named = (rows: Parameter[], name: string) => rows.find((row) => row.name === name);

/** How the parameter in a row differs: its value was another, or it was not there. */
export function parameterWas(
  original: RunForm | null,
  { name, value }: Parameter,
): { value: string } | 'missing' | null {
  if (!original || name === '') return null;
  const was = named(original.parameters, name);
  if (!was) return 'missing';
  return was.value === value ? null : { value: was.value };
}

/** Parameters of the original that are no more there, unless they are another type's own. */
export function parametersGone(
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
