package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's log does not need. */
class ExpectedNoiseTest {
    private final LoggerContext context = new LoggerContext();

    private FilterReply decide(String logger, @org.jspecify.annotations.Nullable String message) {
        return new ExpectedNoise().decide(null, context.getLogger(logger), Level.WARN, message, null, null);
    }

    @Test
    void dropsWhatEventAdminSaysWhenItStopsAndNothingElse() {
        String interrupted =
                "EventAdmin: Event Task Processing Interrupted. Events may not be received in proper order.";
        assertThat(decide("org.apache.felix.eventadmin", interrupted)).isEqualTo(FilterReply.DENY);
        assertThat(decide("org.apache.felix.eventadmin", "EventAdmin: Denying event handler"))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("plugin.a", interrupted)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("plugin.a", null)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void theConfigurationQuietsTheLibrariesOfTheDatabase(@TempDir Path data) throws JoranException {
        context.putProperty("pergola.data", data.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Logging.class.getResource("logback.xml"));
        for (String library : new String[] {"org.flywaydb.core.FlywayExecutor", "com.zaxxer.hikari.HikariDataSource"}) {
            Logger logger = context.getLogger(library);
            assertThat(logger.isInfoEnabled()).as(library).isFalse();
            assertThat(logger.isWarnEnabled()).as(library).isTrue();
        }
        assertThat(context.getTurboFilterList()).hasAtLeastOneElementOfType(ExpectedNoise.class);
        context.stop();
    }
}
