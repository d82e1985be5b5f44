/**
 * Who may ask: API keys of tenants with their scopes, and browser sessions that stand on them. Secrets are kept as hashes. No HTTP here: gateway and
 * tracker read headers and cookies, and ask here whose they are.
 */
package dev.steerstream.work.keys;
