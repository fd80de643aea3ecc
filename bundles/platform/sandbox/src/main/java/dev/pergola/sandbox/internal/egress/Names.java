package dev.pergola.sandbox.internal.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells what names of hosts stand for. */
@FunctionalInterface
interface Names {
    /** All its addresses, best first; throws {@link UnknownHostException} where there is no such name. */
    InetAddress[] of(String host) throws UnknownHostException;
}
