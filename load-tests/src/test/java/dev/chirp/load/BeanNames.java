package dev.chirp.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The bean definitions of a service, given the name of its application class, with the class path of the loader of this
 * class. Every condition is evaluated; no bean is made, so no server is needed.
 */
public final class BeanNames implements Function<String, List<String>> {
    @Override
    public List<String> apply(String application) {
        List<String> names = new ArrayList<>();
        try {
            var builder = (SpringApplicationBuilder)
                    Class.forName(application).getMethod("application").invoke(null);
            builder.initializers(context -> context.addBeanFactoryPostProcessor(beans -> {
                        names.addAll(Arrays.asList(beans.getBeanDefinitionNames()));
                        throw new AbandonedRunException();
                    }))
                    .run();
        } catch (AbandonedRunException known) {
            return names;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(application, e);
        }
        throw new IllegalStateException(application + " has started");
    }
}
