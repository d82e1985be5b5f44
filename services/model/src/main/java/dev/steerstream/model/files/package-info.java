/**
 * Model files: checked readers of GGUF and safetensors, and the weights they hold under one set of names.
 *
 * <p>A file is untrusted: no length it states is believed before it is held against the file's real size, nothing is executed
 * and every refusal is a {@link dev.steerstream.model.files.ModelFileException}. This room does not compute with weights, does
 * not tokenize and does not download.
 */
package dev.steerstream.model.files;
