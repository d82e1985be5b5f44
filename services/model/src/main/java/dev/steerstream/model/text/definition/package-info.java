/**
 * What a model's files say of its tokenizer, checked: a tokenizer.json as it is, or one made of a GGUF file's metadata. This room
 * encodes nothing; see {@link dev.steerstream.model.text.Tokenizer}.
 */
package dev.steerstream.model.text.definition;
