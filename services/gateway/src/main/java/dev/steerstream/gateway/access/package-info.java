/**
 * Who asks, and whether they may: authentication by API key or token, the scope that each endpoint needs, and the limits of a tenant. What may be asked
 * is each room's own business.
 */
package dev.steerstream.gateway.access;
