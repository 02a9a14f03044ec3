package dev.chirp.gateway.request;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param trustedProxies the addresses of proxies whose {@code X-Forwarded-For} is believed; none by default */
@ConfigurationProperties("chirp.http")
record ProxySettings(@DefaultValue List<String> trustedProxies) {}
