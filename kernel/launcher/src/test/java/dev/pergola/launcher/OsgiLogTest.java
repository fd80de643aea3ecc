package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

class OsgiLogTest {
    private final LogCapture captured = LogCapture.of("test.osgi", Level.INFO);
    private final LogService service = new OsgiLog("test.osgi.bundle");

    @AfterEach
    void release() {
        captured.close();
    }

    @Test
    void logsAtEachLevel() {
        Logger logger = service.getLogger("test.osgi.a");
        logger.trace("not shown");
        logger.debug("not shown {}", 1);
        logger.info("one {}", 1);
        logger.warn("two {} {}", 1, 2);
        logger.error("three {} {} {}", 1, 2, 3);
        logger.error("thrown", new IllegalStateException("cause"));
        logger.audit("audit");
        assertThat(captured.lines())
                .containsExactly(
                        "INFO test.osgi.a: one 1",
                        "WARN test.osgi.a: two 1 2",
                        "ERROR test.osgi.a: three 1 2 3",
                        "ERROR test.osgi.a: thrown / cause",
                        "ERROR test.osgi.a: audit");
    }

    @Test
    void formatsAsPrintfWhereAskedTo() {
        FormatterLogger logger = service.getLogger("test.osgi.b", FormatterLogger.class);
        logger.info("%05d %s", 42, "x");
        logger.info("100 %");
        logger.warn("%s", new IllegalStateException("cause"));
        assertThat(captured.lines())
                .containsExactly(
                        "INFO test.osgi.b: 00042 x",
                        "INFO test.osgi.b: 100 %",
                        "WARN test.osgi.b: java.lang.IllegalStateException: cause / cause");
    }

    @Test
    void callsAConsumerOnlyWhereItsLevelIsOn() throws Exception {
        Logger logger = service.getLogger("test.osgi.c");
        logger.debug(consumer -> {
            throw new IllegalStateException("must not be called");
        });
        logger.info(consumer -> consumer.info("called"));
        assertThat(captured.lines()).containsExactly("INFO test.osgi.c: called");
    }

    @Test
    void tellsItsNameAndLevels() {
        Logger logger = service.getLogger(OsgiLogTest.class);
        assertThat(logger.getName()).isEqualTo(OsgiLogTest.class.getName());
        Logger one = service.getLogger("test.osgi.d");
        assertThat(one.isInfoEnabled()).isTrue();
        assertThat(one.isDebugEnabled()).isFalse();
        assertThat(one).hasToString("test.osgi.d").isEqualTo(one).isNotEqualTo(logger);
        assertThat(one.hashCode()).isEqualTo(System.identityHashCode(one));
        assertThat(service.getLogger(OsgiLogTest.class, Logger.class).getName()).isEqualTo(OsgiLogTest.class.getName());
    }

    @Test
    void theRootLoggerIsTheBundles() {
        service.getLogger(Logger.ROOT_LOGGER_NAME).info("root");
        assertThat(captured.lines()).containsExactly("INFO test.osgi.bundle: root");
    }

    @Test
    @SuppressWarnings("deprecation") // bundles written for the older log service still call these
    void servesTheOlderMethods() {
        service.log(LogService.LOG_ERROR, "a");
        service.log(LogService.LOG_WARNING, "b", new IllegalStateException("cause"));
        service.log(null, LogService.LOG_INFO, "c");
        service.log(null, LogService.LOG_DEBUG, "d", null);
        assertThat(captured.lines())
                .containsExactly(
                        "ERROR test.osgi.bundle: a", "WARN test.osgi.bundle: b / cause", "INFO test.osgi.bundle: c");
    }

    @Test
    void refusesAnUnknownKindOfLogger() {
        assertThatThrownBy(() -> service.getLogger("x", OwnLogger.class)).hasMessageContaining("no kind of logger");
    }

    interface OwnLogger extends Logger {}
}
