/**
 * JSON as a grammar: its lexical parts, and JSON Schemas compiled to what an answer may spell. Every answer that ends is valid against its
 * schema; not everything that is valid can be written: members come in the schema's order, and whitespace is bounded. Schemas come as plain
 * maps, lists, strings, numbers and booleans. Not here: reading JSON text.
 */
package dev.steerstream.core.json;
