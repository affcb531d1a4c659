# syntax=docker/dockerfile:1
# docker build -t prejury . && docker run --rm -v "$PWD:/handin:ro" prejury check
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
# The image has this toolchain, without the components that developers need.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /source
COPY . .
RUN cargo install --locked --path crates/prejury --root /out

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/bin/prejury /usr/local/bin/prejury
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/prejury/
WORKDIR /handin
# nonroot
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/prejury"]
CMD ["--help"]
