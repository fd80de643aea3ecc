package dev.pergola.sandbox.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.permissionadmin.PermissionInfo;

/** What comes to the proxy as a sandbox would send it, over its socket, and goes on to a server on this host. */
class EgressProxyTest {
    private static final EgressLimits LIMITS =
            new EgressLimits(0, 4, Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private EchoServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new EchoServer();
        opened.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) each.close();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("pergola-egress")));
    }

    private static Rule rule(boolean allows, String hosts) {
        return Rule.of(
                        allows,
                        new PermissionInfo("java.net.SocketPermission", hosts, "connect,resolve"),
                        Optional.empty())
                .orElseThrow();
    }

    private static Grants granted(String... hosts) {
        return Grants.of(Stream.of(hosts).map(each -> rule(true, each)).toList());
    }

    private EgressProxy proxy(EgressLimits limits, Grants grants) throws IOException {
        EgressProxy proxy = EgressProxy.open("a plugin", folder.resolve("egress"), grants, limits, this::lookUp);
        opened.add(0, proxy);
        return proxy;
    }

    private EgressProxy proxy(String... hosts) throws IOException {
        return proxy(LIMITS, granted(hosts));
    }

    /** Names that end in {@code .local.example} are this host's, whoever has them. */
    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookedUp.add(host);
        if (host.endsWith(".local.example")) return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        if (host.endsWith(".example")) throw new UnknownHostException(host);
        return InetAddress.getAllByName(host);
    }

    private Talk talk() throws IOException {
        Talk talk = new Talk(folder.resolve("egress"));
        opened.add(0, talk);
        return talk;
    }

    private String here() {
        return "127.0.0.1:" + server.port();
    }

    private static String connect(String where) {
        return "CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\n\r\n";
    }

    @Test
    void aMessageForAUrlGoesToItsHostAndTheAnswerComesBack() throws IOException {
        EgressProxy proxy = proxy(here());

        String answer = talk().say(
                        "POST http://" + here() + "/some/path?x=1 HTTP/1.1\r\nHost: other.example\r\n"
                                + "Proxy-Connection: keep-alive\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\nContent-Length: 4\r\n\r\nbody")
                .all();

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
        assertThat(answer)
                .contains("POST /some/path?x=1 HTTP/1.1", "Host: " + here(), "X-End: 2", "body")
                .doesNotContain("X-Hop", "Proxy-Connection", "other.example");
        assertThat(proxy.traffic().sentBytes()).isPositive();
        assertThat(proxy.traffic().receivedBytes()).isPositive();
    }

    @Test
    void aTunnelIsForWhateverTheTwoSay() throws IOException {
        proxy("localhost:" + server.port());

        Talk talk = talk().say(connect("localhost:" + server.port()));

        assertThat(talk.head()).startsWith("HTTP/1.1 200 ");
        assertThat(talk.say("echo one\n").line()).isEqualTo("echo one");
        assertThat(talk.say("echo two\n").line()).isEqualTo("echo two");
    }

    @Test
    void socksTakesAddressesAndNames() throws IOException {
        proxy("localhost:" + server.port(), here());

        Talk byAddress = talk().socks(1, new byte[] {127, 0, 0, 1}, server.port());
        assertThat(byAddress.reply()).isZero();
        assertThat(byAddress.say("echo one\n").line()).isEqualTo("echo one");

        Talk byName = talk().socks("localhost", server.port());
        assertThat(byName.reply()).isZero();
        assertThat(byName.say("echo two\n").line()).isEqualTo("echo two");
    }

    @Test
    void socksTakesNewerAddresses() throws IOException {
        proxy("[::1]:" + server.port());

        // Written the old way within the new, it is an old one.
        byte[] mapped = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 127, 0, 0, 1};
        assertThat(talk().socks(4, mapped, server.port()).reply()).isEqualTo(2);

        byte[] loopback = new byte[16];
        loopback[15] = 1;
        // It may go there; whether anybody answers is the host's to say.
        assertThat(talk().socks(4, loopback, server.port()).reply()).isIn(0, 4, 5);
    }

    @Test
    void whatWasNotGrantedIsRefusedByNameAndNotLookedUp() throws IOException {
        long began = System.nanoTime();
        EgressProxy proxy = proxy("api.example:443");

        String answer =
                talk().say("GET http://secret.other.example/x HTTP/1.1\r\n\r\n").all();
        assertThat(answer)
                .startsWith("HTTP/1.1 403 secret.other.example:80 takes a grant")
                .contains("\r\n\r\nsecret.other.example:80 ", "network.http secret.other.example:80");
        assertThat(talk().say(connect("api.example:444")).all())
                .startsWith("HTTP/1.1 403 ")
                .contains("network.socket api.example:444");
        assertThat(talk().socks("secret.other.example", 99).reply()).isEqualTo(2);

        assertThat(lookedUp).isEmpty();
        assertThat(proxy.traffic().refused()).isEqualTo(3);
        assertThat(proxy.behind("java.net.SocketException: SOCKS: Connection not allowed by ruleset", began, true))
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.target()).isEqualTo("secret.other.example:99");
                    assertThat(refusal.asThrown()).isInstanceOf(SecurityException.class);
                });
        assertThat(proxy.behind("java.lang.IllegalStateException: of another kind", began, true))
                .isEmpty();
        assertThat(proxy.behind("SOCKS", System.nanoTime(), true)).isEmpty();
    }

    @Test
    void aNameThatLeadsToThisHostTakesAGrantOfItsAddress() throws IOException {
        EgressProxy proxy = proxy("*", "evil.local.example");

        assertThat(talk().say(connect("evil.local.example:" + server.port())).all())
                .startsWith("HTTP/1.1 403 evil.local.example is at 127.0.0.1, which is an address of the host")
                .contains("network.socket 127.0.0.1:" + server.port());
        assertThat(talk().say(connect(here())).all()).startsWith("HTTP/1.1 403 127.0.0.1 is an address of the host");
        assertThat(talk().say(connect("localhost:" + server.port())).all()).startsWith("HTTP/1.1 403 ");
        assertThat(server.connections()).isZero();

        proxy.hold(granted("*", here()));
        assertThat(talk().say(connect("evil.local.example:" + server.port())).head())
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aDenialHoldsForTheAddressBehindAName() throws IOException {
        proxy(
                LIMITS,
                Grants.of(List.of(
                        rule(false, "127.0.0.1"), rule(true, here()), rule(true, "localhost"), rule(true, "*"))));

        assertThat(talk().say(connect("localhost:" + server.port())).all()).startsWith("HTTP/1.1 403 ");
        assertThat(talk().say(connect(here())).all()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aGrantThatIsTakenEndsWhatIsOpen() throws IOException {
        EgressProxy proxy = proxy(here());
        Talk talk = talk().say(connect(here()));
        assertThat(talk.head()).startsWith("HTTP/1.1 200 ");

        proxy.hold(granted("api.example:443"));

        assertThat(talk.rest()).isEmpty();
        assertThat(proxy.traffic().connections()).isZero();
        assertThat(talk().say(connect(here())).all()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aGrantEndsWhenItIsOver() throws IOException {
        PermissionInfo permission = new PermissionInfo("java.net.SocketPermission", here(), "connect");
        Instant end = Instant.now().plusSeconds(1);
        EgressProxy proxy = proxy(
                LIMITS,
                Grants.of(List.of(Rule.of(true, permission, Optional.of(end)).orElseThrow())));
        Talk talk = talk().say(connect(here()));
        assertThat(talk.head()).startsWith("HTTP/1.1 200 ");

        await().atMost(Duration.ofSeconds(5)).until(() -> {
            proxy.look();
            return proxy.traffic().connections() == 0;
        });

        assertThat(talk.rest()).isEmpty();
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void aGrantThatIsOverDoesNotBeginAgainWhereTheClockIsSetBack() throws IOException {
        PermissionInfo permission = new PermissionInfo("java.net.SocketPermission", here(), "connect");
        Instant end = Instant.now().plusSeconds(600);
        AtomicReference<Instant> now = new AtomicReference<>(end.minusSeconds(60));
        EgressProxy proxy = proxy(
                LIMITS,
                Grants.of(List.of(Rule.of(true, permission, Optional.of(end)).orElseThrow()), now::get));
        Talk talk = talk().say(connect(here()));
        assertThat(talk.head()).startsWith("HTTP/1.1 200 ");

        now.set(end);
        proxy.look();
        now.set(end.minusSeconds(60));

        assertThat(talk.rest()).isEmpty();
        assertThat(talk().say(connect(here())).all()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void moreConnectionsThanThereMayBeAreToldSo() throws IOException {
        long began = System.nanoTime();
        EgressProxy proxy = proxy(here());
        for (int i = 0; i < 4; i++)
            assertThat(talk().say(connect(here())).head()).startsWith("HTTP/1.1 200 ");

        assertThat(talk().say(connect(here())).all())
                .startsWith("HTTP/1.1 503 no connection to " + here())
                .contains("limits.network-connections is 4");
        assertThat(talk().socks("127.0.0.1", server.port()).reply()).isEqualTo(1);
        assertThat(proxy.behind("SOCKS server general failure", began, true))
                .hasValueSatisfying(refusal -> assertThat(refusal.why()).isEqualTo(Refusal.Why.TOO_MANY));
    }

    @Test
    void afterOneHasEndedThereIsRoomForAnother() throws IOException {
        EgressProxy proxy = proxy(here());
        for (int i = 0; i < 10; i++) {
            try (Talk talk = talk().say(connect(here()))) {
                assertThat(talk.head()).startsWith("HTTP/1.1 200 ");
            }
            await().until(() -> proxy.traffic().connections() == 0);
        }
    }

    @Test
    void whatWasRefusedTakesNoPlace() throws IOException {
        proxy(here());
        for (int i = 0; i < 10; i++)
            assertThat(talk().say(connect("api.example:443")).head()).startsWith("HTTP/1.1 403 ");

        assertThat(talk().say(connect(here())).head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whatIsMoreThanTheRateTakesLonger() throws IOException {
        EgressLimits slow = new EgressLimits(2, 4, LIMITS.ask(), LIMITS.connect(), LIMITS.idle());
        proxy(slow, granted(here()));
        Talk talk = talk().say(connect(here()));
        talk.head();
        long began = System.nanoTime();

        talk.say("send 250000\n");

        assertThat(talk.bytes(250_000)).hasSize(250_000);
        // A second at that rate, of which a fifth may come at once.
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(8));
    }

    @Test
    void whoeverSaysNothingIsNotWaitedFor() throws IOException {
        EgressLimits hasty = new EgressLimits(0, 4, Duration.ofMillis(50), LIMITS.connect(), Duration.ofMillis(50));
        EgressProxy proxy = proxy(hasty, granted(here()));
        Talk silent = talk().say("GET http:");
        Talk tunnel = talk().say(connect(here()));
        tunnel.head();

        await().atMost(Duration.ofSeconds(5)).until(() -> {
            proxy.look();
            return proxy.traffic().connections() == 0;
        });

        assertThat(silent.rest()).isEmpty();
        assertThat(tunnel.rest()).isEmpty();
    }

    @Test
    void whereNobodyAnswersItIsSaid() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = free.getLocalPort();
        }
        EgressProxy proxy = proxy("127.0.0.1", "none.example");

        assertThat(talk().say(connect("127.0.0.1:" + nobody)).all())
                .startsWith("HTTP/1.1 502 ")
                .contains("nobody answers");
        assertThat(talk().socks("127.0.0.1", nobody).reply()).isEqualTo(5);
        assertThat(talk().say(connect("none.example:80")).all())
                .startsWith("HTTP/1.1 502 ")
                .contains("no host of that name");
        assertThat(proxy.traffic().refused()).isZero();
    }

    @Test
    void whatMakesNoSenseIsAnsweredAndEnds() throws IOException {
        proxy(here());

        assertThat(talk().say("GET /no/url HTTP/1.1\r\n\r\n").all()).startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("GET ftp://" + here() + "/ HTTP/1.1\r\n\r\n").all())
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("GET http://user@" + here() + "/ HTTP/1.1\r\n\r\n")
                        .all())
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("CONNECT 0x7f.1:80 HTTP/1.1\r\n\r\n").all()).startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("CONNECT 2130706433:80 HTTP/1.1\r\n\r\n").all()).startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("GET http://" + here() + "/ HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
                        .all())
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("GET http://" + here() + "/ HTTP/1.1\r\n" + "X: y\r\n".repeat(300) + "\r\n")
                        .all())
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("GET http://" + here() + "/ HTTP/1.1\r\nno header\r\n\r\n")
                        .all())
                .startsWith("HTTP/1.1 400 ");
        assertThat(talk().say("\u0000\u0001\u0002").all()).isEmpty();
        assertThat(talk().bytesOf(4, 1, 0, 80, 127, 0, 0, 1, 0).all())
                .as("SOCKS 4")
                .isEmpty();
        assertThat(talk().bytesOf(5, 1, 2).all()).as("a password").isEqualTo("\u0005\u00ff");
        assertThat(talk().bytesOf(5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80).all())
                .as("BIND")
                .startsWith("\u0005\u0000\u0005\u0007");
        assertThat(talk().bytesOf(5, 1, 0, 5, 1, 0, 9).all()).as("no address").startsWith("\u0005\u0000\u0005\u0008");
        assertThat(server.connections()).isZero();
    }

    @Test
    void whoeverSaysMuchStillHearsThatItMayNot() throws IOException {
        proxy("api.example:443");
        Talk talk = talk();

        talk.say("POST http://" + here() + "/ HTTP/1.1\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(500_000));

        assertThat(talk.all()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void whereNothingIsEnforcedNothingWasGranted() throws IOException {
        proxy(LIMITS, Grants.unenforced());

        assertThat(talk().say(connect(here())).all())
                .startsWith("HTTP/1.1 403 " + here() + " is not to be had")
                .contains("not enforced");
    }

    @Test
    void theSocketIsTheOwnersAndGoesWithTheProxy() throws IOException {
        EgressProxy proxy = proxy(here());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("egress"))))
                .isEqualTo("rw-------");
        Talk open = talk().say(connect(here()));
        open.head();
        Talk asking = talk().say("CONN");

        proxy.close();

        assertThat(open.rest()).isEmpty();
        assertThat(asking.rest()).isEmpty();
        assertThat(proxy.traffic().connections()).isZero();
    }

    @Test
    void anOddAnswerOfAServerIsNotHandedOn() throws IOException {
        proxy(here());

        assertThat(talk().say("GET http://" + here() + "/odd HTTP/1.1\r\n\r\n").rest())
                .isEmpty();
    }
}
