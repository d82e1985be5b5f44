package dev.steerstream.work.adapters;

/**
 * An adapter as it is stored.
 *
 * @param digest the canonical one, of tensors and configuration
 * @param adaptation that made it first
 * @param artefact digest of the stored bytes
 */
public record StoredAdapter(
        String tenant, String digest, String adaptation, String artefact, AdapterManifest manifest) {}
