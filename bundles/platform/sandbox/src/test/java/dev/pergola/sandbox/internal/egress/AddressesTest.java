package dev.pergola.sandbox.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses outsiders do not get to, and the one way to write each. */
class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "192.0.0.1",
                "198.19.0.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2001:0:1::1",
                "::ffff:0:7f00:1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void areSpecial(String address) throws Exception {
        assertThat(Addresses.special(InetAddress.getByName(address))).isPresent();
    }

    /** Only a text is taken for what it is by Java: a name server's answer stays in the clothes that it came in. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254"})
    void areSpecialInTheClothesOfIpv6Too(String address) throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        System.arraycopy(InetAddress.getByName(address).getAddress(), 0, mapped, 12, 4);
        InetAddress answer = Inet6Address.getByAddress("evil.example", mapped, -1);

        assertThat(answer).isInstanceOf(Inet6Address.class);
        assertThat(Addresses.special(answer)).isPresent();
        assertThat(Addresses.plain(answer).getHostAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "192.0.2.1",
                "2606:4700::1111",
                "64:ff9b::101:101",
                "2002:101:101::"
            })
    void areAnybodys(String address) throws Exception {
        assertThat(Addresses.special(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "API.Example.com:443, api.example.com:443",
        "api.example.com.:443, api.example.com:443",
        "127.0.0.1:80, 127.0.0.1:80",
        "[::1]:80, [0:0:0:0:0:0:0:1]:80",
        "[0:0::0:1]:80, [0:0:0:0:0:0:0:1]:80",
        "[::ffff:127.0.0.1]:80, 127.0.0.1:80",
        "under_score.example:1, under_score.example:1"
    })
    void areWrittenInOneWay(String given, String shown) throws Exception {
        assertThat(Target.parse(given, 0)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a b:80",
                "a/b:80",
                "a@b:80",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:-1",
                "host:8o",
                "*:80",
                "*.example.com:80",
                "0x7f000001:80",
                "017700000001:80",
                "127.1:80",
                "1.2.3.4.5:80",
                "256.1.1.1:80",
                "[host]:80",
                "[::1%lo]:80",
                "-a.example:80",
                "a..example:80",
                "münchen.example:80"
            })
    void areNone(String given) {
        assertThatThrownBy(() -> Target.parse(given, 0)).isInstanceOf(MalformedException.class);
    }
}
