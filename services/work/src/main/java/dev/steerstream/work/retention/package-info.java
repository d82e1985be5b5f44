/**
 * How long rows are kept once nobody works on them, and what removes them. Topics have retentions of their own ({@link
 * dev.steerstream.schemas.Topic}); what a deletion removes at once is {@code ops/decisions/008}. Nothing here touches tasks, datasets, adapters or
 * profiles: these stay until they are deleted.
 */
package dev.steerstream.work.retention;
