/**
 * Adapters in the format of Hugging Face's PEFT: read, written, checked against the model, named by their content.
 *
 * <p>A method is a configuration, an adapter and a format, one file each: LoRA, IA3, prompt tuning, prefix tuning (P-tuning v2).
 * Adapters are exchanged as the two files that PEFT writes, safetensors only: no pickle is ever read. Applying and training
 * adapters is the engine's work.
 */
package dev.steerstream.model.peft;
