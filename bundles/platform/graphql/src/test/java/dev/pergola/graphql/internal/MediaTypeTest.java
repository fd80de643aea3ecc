package dev.pergola.graphql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|GRAPHQL",
                "*/*|GRAPHQL",
                "application/graphql-response+json|GRAPHQL",
                "application/json|JSON",
                "Application/JSON; charset=utf-8|JSON",
                "application/graphql-response+json, application/json;q=0.9|GRAPHQL",
                "application/graphql-response+json;q=0.1, application/json|JSON",
                "application/json, application/graphql-response+json|GRAPHQL",
                "application/json;q=0.5, */*;q=0.8|GRAPHQL",
                "application/json, */*;q=0.1|JSON",
                "application/graphql-response+json;q=x, application/json;q=0.1|JSON",
                "text/html|GRAPHQL"
            })
    void isWhatTheClientPrefers(String accept, MediaType wanted) {
        assertThat(MediaType.wanted(accept)).isEqualTo(wanted);
    }
}
