/**
 * Which profile steers a task, and its adapter in memory. The compacted topic {@code steering-profiles} is notification and cache: {@link
 * dev.steerstream.decoder.profile.ProfileCatalogue}; Postgres is the truth: {@link dev.steerstream.decoder.profile.ProfileStore}. Adapters are
 * attached on use and detached when idle: {@link dev.steerstream.decoder.profile.AdapterShelf}.
 */
package dev.steerstream.decoder.profile;
