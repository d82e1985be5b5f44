/**
 * Work that lies in rows and is done in short steps by whichever gateway holds a row's lease, on the database's clock. A gateway that dies is followed by
 * another, or by itself, when the lease has run out; what a step has done is committed under the fence that it was done with.
 */
package dev.steerstream.gateway.leases;
