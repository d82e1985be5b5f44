/** What a model is asked: sequences of two rows (base and warm) or one, opened, advanced by tokens, closed; and the logits that it answers. */
package dev.steerstream.core.decoding.sequence;
