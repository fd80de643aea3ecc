package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.telemetry.LogLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of each plugin (R42, R280, R285), with the real Logback. */
class CapturedLogsTest {
    private final CapturedLogs logs = new CapturedLogs();

    @AfterEach
    void stop() {
        logs.forget("quiet");
        logs.stop();
    }

    @Test
    void keepsTheLinesOfEachPluginApart() {
        logger("one").info("from {}", "one");
        logger("two").warn("from two");

        assertThat(logs.tail("one", 10)).singleElement().satisfies(line -> {
            assertThat(line.message()).isEqualTo("from one");
            assertThat(line.level()).isEqualTo(Level.INFO);
            assertThat(line.logger()).isEqualTo("plugin.one");
        });
        assertThat(logs.tail("two", 10)).hasSize(1);
        assertThat(logs.tail("three", 10)).isEmpty();
    }

    @Test
    void keepsTheNewestLinesOnly() {
        IntStream.range(0, 1_500).forEach(i -> logger("chatty").info("line {}", i));

        assertThat(logs.tail("chatty", 5_000)).hasSize(1_000);
        assertThat(logs.tail("chatty", 1))
                .singleElement()
                .extracting(LogLine::message)
                .isEqualTo("line 1499");
    }

    @Test
    void aLoggerBelowAPluginsOwnBelongsToThePlugin() {
        logger("org.acme.tool").info("own");
        logger("org.acme.tool.part").info("part");

        assertThat(logs.tail("org.acme.tool", 10)).extracting(LogLine::message).containsExactly("own", "part");
    }

    @Test
    void theLevelCanBeChangedWhileThePluginRuns() {
        logs.level("quiet", Level.ERROR);
        logger("quiet").info("unheard");
        logs.level("quiet", Level.DEBUG);
        logger("quiet").debug("heard");

        assertThat(logs.level("quiet")).isEqualTo(Level.DEBUG);
        assertThat(logs.tail("quiet", 10)).extracting(LogLine::message).containsExactly("heard");
    }

    @Test
    void followersHearNewLinesInOrderUntilTheyClose() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        AutoCloseable following = logs.follow("followed", line -> heard.add(line.message()));
        IntStream.range(0, 100).forEach(i -> logger("followed").info("{}", i));
        await().untilAsserted(() -> assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(Integer::toString).toList()));

        following.close();
        logger("followed").info("after");

        assertThat(heard).doesNotContain("after");
    }

    @Test
    void aFollowerThatThrowsIsDroppedAndHarmsNobody() {
        logs.follow("followed", line -> {
            throw new IllegalStateException("broken follower");
        });

        logger("followed").info("one");
        logger("followed").info("two");

        assertThat(logs.tail("followed", 10)).hasSize(2);
    }

    @Test
    void whatAHostileArgumentDoesIsContainedAndWhatIsLongIsCut() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        logger("hostile").info("look at {}", hostile);
        logger("hostile").error("x".repeat(100_000), new IllegalStateException("y".repeat(100_000)));

        List<LogLine> lines = logs.tail("hostile", 10);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).message().length()).isLessThan(5_000);
        assertThat(lines.get(1).exception()).startsWith("java.lang.IllegalStateException: y");
        assertThat(lines.get(1).exception().length()).isLessThan(20_000);
    }

    private static Logger logger(String plugin) {
        return LoggerFactory.getLogger("plugin." + plugin);
    }
}
