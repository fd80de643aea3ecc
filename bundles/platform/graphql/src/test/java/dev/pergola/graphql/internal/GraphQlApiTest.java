package dev.pergola.graphql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.Answer;
import dev.pergola.http.ApiContribution;
import dev.pergola.http.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class GraphQlApiTest {
    private final FakeOperations operations = new FakeOperations();

    @Test
    void givesItsSchemaAsText() {
        Endpoint schema = new GraphQlApi().endpoints().get(1);

        Answer answer = schema.handler()
                .handle(new Endpoint.Call(Map.of(), "", operations))
                .toCompletableFuture()
                .join();

        assertThat(schema.path()).isEqualTo("/api/v1/graphql/schema");
        assertThat(answer.mediaType()).isEqualTo("text/plain");
        assertThat(answer.body()).asString().contains("type Query", "type Mutation");
    }

    /** The platform's start must not wait for a library that perhaps nobody uses. */
    @Test
    void loadsNothingOfTheLibraryBeforeTheFirstRequest() throws Exception {
        Watching loader = new Watching();
        ApiContribution api = (ApiContribution)
                loader.loadClass(GraphQlApi.class.getName()).getConstructor().newInstance();
        List<Endpoint> endpoints = api.endpoints();
        endpoints.get(1).handler().handle(new Endpoint.Call(Map.of(), "", operations));
        assertThat(loader.library).isEmpty();

        Answer answer = endpoints
                .get(0)
                .handler()
                .handle(new Endpoint.Call(Map.of("query", "{ __typename }"), "", operations))
                .toCompletableFuture()
                .join();

        assertThat(answer.body()).asString().contains("__typename=Query");
        assertThat(loader.library).isNotEmpty();
    }

    /** Defines our own classes anew, and notes which of the library's they ask for. */
    private static final class Watching extends ClassLoader {
        private static final String OURS = GraphQlApi.class.getPackageName() + ".";
        private final List<String> library = new CopyOnWriteArrayList<>();

        Watching() {
            super(Watching.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("graphql.")) library.add(name);
            if (!name.startsWith(OURS)) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) throw new ClassNotFoundException(name);
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
