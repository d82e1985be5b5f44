/** What every endpoint shares: problem+json (RFC 9457) for whatever goes wrong, strict and bounded JSON bodies, tenants, identifiers, pages. */
package dev.steerstream.gateway.http;
