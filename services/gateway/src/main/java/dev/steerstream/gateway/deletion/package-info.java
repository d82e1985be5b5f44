/**
 * What is deleted across rooms, by the table in {@code ops/decisions/008}: adapters and whole tenants. Datasets and requests are deleted where they are
 * at home, tasks by the trainer. Each deletion is one transaction with its audit row.
 */
package dev.steerstream.gateway.deletion;
