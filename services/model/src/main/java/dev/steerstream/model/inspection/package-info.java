/**
 * What is in a file, told without loading it: headers, settings and tokenizer are read, tensors are not. Files are as untrusted
 * as anywhere; what keeps the engine from loading one is told by name. This room decides nothing: the readers of
 * {@link dev.steerstream.model.files} do.
 */
package dev.steerstream.model.inspection;
