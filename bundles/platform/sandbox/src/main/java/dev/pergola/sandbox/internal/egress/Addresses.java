package dev.pergola.sandbox.internal.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as text, and what is special about some: they lead to what outsiders do not get to. */
final class Addresses {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private Addresses() {}

    /** The address that a text is; empty where it is a name, which is not looked up. */
    static Optional<InetAddress> literal(String host) {
        boolean address = IPV4.matcher(host).matches()
                || host.indexOf(':') >= 0 && IPV6.matcher(host).matches();
        if (!address) return Optional.empty();
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException nonsense) {
            return Optional.empty();
        }
    }

    /** An address as a permission for sockets has it. */
    static String shown(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet4Address ? plain : "[" + plain + "]";
    }

    /** The same address, as its network knows it: a name may be given one of IPv4 in the clothes of IPv6. */
    static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException length) {
            throw new IllegalStateException("An address has the length of one", length);
        }
    }

    /** What is special about an address, in words; empty for one that anybody on the internet may have. */
    static Optional<String> special(InetAddress given) {
        InetAddress address = plain(given);
        if (address.isAnyLocalAddress()) return Optional.of("an address of no host in particular");
        if (address.isLoopbackAddress()) return Optional.of("an address of the host that Pergola runs on");
        if (address.isMulticastAddress()) return Optional.of("an address of a group of hosts");
        if (address.isLinkLocalAddress()) return Optional.of("an address that means something on one link only");
        byte[] bytes = address.getAddress();
        Optional<String> special = bytes.length == 4 ? specialOf(bytes) : specialOfSix(bytes);
        return special.or(() -> ofThisHost(address));
    }

    /** Its public ones, which no firewall between it and itself looks after. */
    private static Optional<String> ofThisHost(InetAddress address) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                    .map(here -> "an address of the host that Pergola runs on");
        } catch (SocketException unknown) {
            return Optional.of("an address of which this host cannot tell whether it is its own");
        }
    }

    private static Optional<String> specialOf(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean closed = first == 10
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                // Those of carriers, and of trials between networks.
                || first == 100 && second >= 64 && second < 128
                || first == 198 && (second & 0xfe) == 18;
        if (closed) return Optional.of("an address of a private network");
        boolean reserved = first == 0 || first >= 240 || first == 192 && second == 0 && bytes[2] == 0;
        return reserved ? Optional.of("a reserved address") : Optional.empty();
    }

    private static Optional<String> specialOfSix(byte[] bytes) {
        boolean closed = (bytes[0] & 0xfe) == 0xfc || bytes[0] == (byte) 0xfe && (bytes[1] & 0xc0) == 0xc0;
        if (closed) return Optional.of("an address of a private network");
        if (isTunnel(bytes)) return Optional.of("an address of a gateway to others");
        Optional<byte[]> within = fourWithin(bytes);
        if (within.isEmpty()) return Optional.empty();
        try {
            return special(InetAddress.getByAddress(within.get()));
        } catch (UnknownHostException four) {
            throw new IllegalStateException("Four bytes are an address", four);
        }
    }

    /** NAT64 with a prefix of the site's own, and Teredo: what they lead to is not in a place of its own. */
    private static boolean isTunnel(byte[] bytes) {
        boolean local = bytes[0] == 0
                && bytes[1] == 0x64
                && bytes[2] == (byte) 0xff
                && bytes[3] == (byte) 0x9b
                && bytes[4] == 0
                && bytes[5] == 1;
        boolean teredo = bytes[0] == 0x20 && bytes[1] == 1 && bytes[2] == 0 && bytes[3] == 0;
        return local || teredo;
    }

    /** Some addresses carry another, which is where a gateway takes them: 6to4, NAT64, and the old way to write one. */
    private static Optional<byte[]> fourWithin(byte[] bytes) {
        if (bytes[0] == 0x20 && bytes[1] == 0x02) return Optional.of(Arrays.copyOfRange(bytes, 2, 6));
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        // Whether mapped (ffff), translated (ffff:0) or compatible (0).
        boolean compatible = true;
        for (int i = 0; i < 8; i++) compatible &= bytes[i] == 0;
        for (int i = 8; i < 12; i++) compatible &= bytes[i] == 0 || bytes[i] == (byte) 0xff;
        return translated || compatible ? Optional.of(Arrays.copyOfRange(bytes, 12, 16)) : Optional.empty();
    }
}
