package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import dev.pergola.telemetry.LogLine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of each plugin (R42, R280, R285), with the real Logback. */
class CapturedLogsTest {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CapturedLogs logs = new CapturedLogs(
            path -> path.startsWith("with.dots") ? Optional.of("with.dots") : Optional.empty(), () -> closed.set(true));

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

    @Test
    void theIdsOfInstalledPluginsTellWhoseALoggerIs() {
        logger("with.dots.part").info("part first");
        logger("with.dots").info("own");

        assertThat(logs.tail("with.dots", 10)).extracting(LogLine::message).containsExactly("part first", "own");
    }

    @Test
    void whatIsNoPluginsIsNotCaptured() {
        LoggerFactory.getLogger("plugins.other").info("no");
        LoggerFactory.getLogger("plugin").info("no");

        assertThat(logs.tail("", 10)).isEmpty();
        assertThat(logs.tail("s.other", 10)).isEmpty();
    }

    @Test
    void errorsInsideOfArgumentsAreContainedToo() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("no");
            }
        };
        logger("hostile2").info("look at {}", hostile);

        assertThat(logs.tail("hostile2", 1).get(0).message())
                .contains("look at")
                .contains("FAILED");
    }

    @Test
    void anArgumentThatHangsHarmsItsOwnThreadOnly() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Object hanging = new Object() {
            @Override
            public String toString() {
                inside.countDown();
                try {
                    never.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return "late";
            }
        };
        // No other appender may be asked first: this is about ours.
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("plugin")).setAdditive(false);
        Thread thread = new Thread(() -> logger("hanging").info("{}", hanging));
        thread.start();
        inside.await();

        logger("quick").info("still here");

        assertThat(logs.tail("quick", 1)).hasSize(1);
        thread.interrupt();
        thread.join();
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("plugin")).setAdditive(true);
    }

    @Test
    void theTextOfAPluginIsBounded() {
        String block = "x".repeat(4_000);
        for (int i = 0; i < 900; i++) logger("wordy").info(block);

        assertThat(logs.tail("wordy", 1_000).stream()
                        .mapToInt(line -> line.message().length())
                        .sum())
                .isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void askingForALevelMakesNoLogger() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(logs.level("never.seen")).isNotNull();
        assertThat(context.exists("plugin.never.seen")).isNull();

        logs.level("seen", Level.WARN);
        assertThat(logs.level("seen.below")).isEqualTo(Level.WARN);
        logs.forget("seen");
        assertThat(logs.level("seen")).isNotEqualTo(Level.WARN);
    }

    @Test
    void everyLevelCanBeSet() {
        for (Level level : Level.values()) {
            logs.level("quiet", level);
            assertThat(logs.level("quiet")).isEqualTo(level);
        }
    }

    @Test
    void capturingSurvivesThatLogbackIsConfiguredAnew() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.level("quiet", Level.ERROR);

        context.reset();

        logger("quiet").info("unheard");
        logger("quiet").error("heard");
        assertThat(logs.tail("quiet", 10)).extracting(LogLine::message).containsExactly("heard");
    }

    @Test
    void aPluginThatIsForgottenLeavesNothingButWhoFollowsIt() {
        List<String> heard = new CopyOnWriteArrayList<>();
        logs.follow("gone", line -> heard.add(line.message()));
        logger("gone").info("one");
        logs.forget("gone");
        assertThat(logs.tail("gone", 10)).isEmpty();

        logger("gone").info("two");
        await().untilAsserted(() -> assertThat(heard).containsExactly("one", "two"));
        logs.forget("never.there");
    }

    @Test
    void aSlowFollowerLosesLinesIsToldSoAndDelaysNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> slow = new CopyOnWriteArrayList<>();
        List<String> quick = new CopyOnWriteArrayList<>();
        logs.follow("busy", line -> {
            slow.add(line.message());
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        logs.follow("busy", line -> quick.add(line.message()));
        for (int i = 0; i < 1_000; i++) {
            logger("busy").info("{}", i);
            String last = Integer.toString(i);
            if (i % 100 == 0) await().until(() -> quick.contains(last));
        }
        await().until(() -> quick.contains("999"));
        release.countDown();

        await().untilAsserted(() -> assertThat(slow.get(slow.size() - 1)).contains("lines came faster"));
        assertThat(slow).hasSizeLessThan(300).startsWith("0", "1");
    }

    @Test
    void afterItsEndNothingIsCaptured() {
        logs.stop();
        logger("late").info("no");

        assertThat(logs.tail("late", 10)).isEmpty();
        assertThat(closed).isTrue();
        assertThat(((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("plugin")).iteratorForAppenders())
                .toIterable()
                .isEmpty();
    }

    private static Logger logger(String plugin) {
        return LoggerFactory.getLogger("plugin." + plugin);
    }
}
