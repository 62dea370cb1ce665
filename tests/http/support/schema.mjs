// SPDX-License-Identifier: GPL-2.0-or-later
//
// Does a value fit a schema of /openapi.json? Only what our schemas use. A
// field that is not described is a mistake, too.

import assert from 'node:assert/strict';

export function fits(schema, value, document, where = '$') {
  if (schema.$ref) {
    const found = schema.$ref.slice(2).split('/').reduce((at, key) => at?.[key], document);
    assert.ok(found, `${where}: ${schema.$ref} is not there`);
    return fits(found, value, document, where);
  }
  for (const each of schema.allOf ?? []) fits(each, value, document, where);
  if (schema.anyOf) {
    const failures = schema.anyOf.filter((each) => {
      try { fits(each, value, document, where); return false; } catch { return true; }
    });
    assert.ok(failures.length < schema.anyOf.length, `${where} fits none of anyOf`);
  }
  const is = {
    string: typeof value === 'string', boolean: typeof value === 'boolean',
    number: typeof value === 'number', integer: Number.isInteger(value),
    array: Array.isArray(value), null: value === null,
    object: typeof value === 'object' && value !== null && !Array.isArray(value),
  };
  if (schema.type) assert.ok(is[schema.type], `${where} is no ${schema.type}: ${value}`);
  if (schema.enum) assert.ok(schema.enum.includes(value), `${where}: ${value} is not listed`);
  if (schema.minimum !== undefined) assert.ok(value >= schema.minimum, where);
  if (schema.maximum !== undefined) assert.ok(value <= schema.maximum, where);
  if (schema.format === 'date') assert.match(value, /^\d{4}-\d\d-\d\d$/);
  if (schema.format === 'date-time') assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  for (const key of schema.required ?? []) assert.ok(key in value, `${where}.${key} is missing`);
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    if (key in value) fits(part, value[key], document, `${where}.${key}`);
  }
  if (schema.properties) {
    const extra = Object.keys(value).filter((key) => !(key in schema.properties));
    assert.deepEqual(extra, [], `${where} has fields that are not described`);
  }
  if (schema.items) value.forEach((each, i) => fits(schema.items, each, document, `${where}[${i}]`));
}
