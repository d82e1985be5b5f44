/**
 * The forward pass on libtorch: the packed TorchScript module, the one thread that may touch it, attached adapters, the
 * key/value cache and the sequences that decode on it, and scoring of whole rows.
 *
 * <p>Nothing here reads files (that is {@code files} and {@code peft}) or chooses tokens (that is core). All classes but
 * {@link dev.steerstream.model.engine.EngineThread} expect to be called through the facade {@code LanguageModel}.
 */
package dev.steerstream.model.engine;
