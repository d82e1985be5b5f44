/** The register of adapters: which a tenant has, the artefact that holds each, and what each was made from and for. Their bytes are {@code artefacts}'. */
package dev.steerstream.work.adapters;
