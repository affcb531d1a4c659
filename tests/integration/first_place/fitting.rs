//! First places by how well they fit: the line that does before the one that prepares, the model before the naive reference.

use prejury_core::{Place, Status};

use crate::project::{HandedIn, catalog, criterion};

/// Status of a criterion in one script, and the line of its first place.
fn line_in_script(of: &str, script: &str) -> (Status, u32) {
    let handed_in = HandedIn::empty("projet");
    handed_in.write("modele.py", script);
    let report = handed_in.check(&catalog());
    let found = criterion(&report, of);
    match found.evidence[0].location.place {
        Place::Lines { line, .. } => (found.status, line),
        _ => (found.status, 0),
    }
}

const SPLIT: &str = "import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error
from sklearn.model_selection import train_test_split

data = pd.read_csv('clients.csv')
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns='y'), data['y'])
";

#[test]
fn a_measure_that_fits_is_shown_before_accuracy() {
    let script = format!(
        "{SPLIT}model = LogisticRegression().fit(X_train, y_train)
predictions = model.predict(X_test)
print(accuracy_score(y_test, predictions))
print(f1_score(y_test, predictions))
"
    );
    assert_eq!(line_in_script("C2.1.2-CE1", &script), (Status::Present, 12));
}

#[test]
fn the_score_of_a_model_is_shown_before_that_of_a_naive_reference() {
    let script = format!(
        "{SPLIT}y_naive = pd.Series([y_train.mean()] * len(y_test))
print(mean_absolute_error(y_test, y_naive))
model = Ridge().fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))
"
    );
    assert_eq!(line_in_script("C2.1.2-CE1", &script), (Status::Present, 12));
}

#[test]
fn a_variable_is_shown_before_a_count_of_what_is_filled() {
    let script = format!(
        "{SPLIT}filled = data.groupby('city').agg('count')
data = data.merge(filled, on='city')
data['visits'] = data.iloc[:, 3:6].sum(axis=1)
data = pd.get_dummies(data, columns=['city'])
model = Ridge().fit(data[['visits', 'rooms']], data['y'])
"
    );
    assert_eq!(line_in_script("C1.4.1-CE3", &script), (Status::Present, 11));
}

#[test]
fn a_text_is_cleaned_first_where_it_is_not_for_a_chart() {
    let script = "import string

import pandas as pd
from nltk.corpus import stopwords
from sklearn.feature_extraction.text import TfidfVectorizer
from wordcloud import WordCloud

stops = set(stopwords.words('french'))


def plot_words(texts):
    text = ' '.join(texts).lower()
    text = text.translate(str.maketrans('', '', string.punctuation))
    words = [word for word in text.split() if word not in stops]
    return WordCloud().generate(' '.join(words))


def clean(text):
    text = text.lower()
    text = text.translate(str.maketrans('', '', string.punctuation))
    return ' '.join(word for word in text.split() if word not in stops)


tweets = pd.read_csv('tweets.csv')
plot_words(tweets['text'])
tweets['clean'] = tweets['text'].apply(clean)
matrix = TfidfVectorizer().fit_transform(tweets['clean'])
";
    assert_eq!(line_in_script("C1.4.2-CE1", script), (Status::Present, 19));
}

#[test]
fn parts_read_by_themselves_are_shown_where_they_are_read() {
    let script = "from tensorflow import keras

flows = keras.preprocessing.image.ImageDataGenerator(validation_split=0.2)
train_set = flows.flow_from_directory('dogs/train', subset='training')
valid_set = flows.flow_from_directory('dogs/train', subset='validation')
test_set = flows.flow_from_directory('dogs/test', shuffle=False)
network = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
network.compile(loss='categorical_crossentropy', metrics=['accuracy'])
network.fit(train_set, validation_data=valid_set)
print(network.evaluate(test_set))
";
    assert_eq!(line_in_script("C2.3.1-CE3", script), (Status::Present, 5));
}

#[test]
fn labels_that_the_network_learns_come_before_those_of_groups() {
    let script = "import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from tensorflow import keras

photos = pd.read_csv('photos.csv')
labels = photos['rayon']
groups = KMeans(7).fit_predict(photos[['a', 'b']])
print(adjusted_rand_score(labels, groups))
rayons = keras.utils.to_categorical(photos['rayon_code'])
network = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(7)])
network.compile(loss='categorical_crossentropy')
network.fit(photos[['a', 'b']], rayons, validation_split=0.2)
";
    assert_eq!(line_in_script("C2.3.1-CE2", script), (Status::Partial, 13));
}

#[test]
fn a_pretrained_network_inside_another_is_shown_where_it_gets_its_weights() {
    let script = "from tensorflow import keras


def build(inputs):
    base = keras.applications.VGG16(include_top=False, weights='imagenet')
    encoder = keras.Model(base.input, base.get_layer('block4_pool').output)
    skips = encoder(inputs)
    return keras.Model(inputs, keras.layers.Conv2D(8, 1)(skips))


images = keras.utils.image_dataset_from_directory('streets')
network = build(keras.Input((256, 256, 3)))
network.compile(loss='categorical_crossentropy')
network.fit(images)
";
    assert_eq!(line_in_script("C2.3.1-CE6", script), (Status::Present, 5));
}

#[test]
fn a_method_that_cleans_is_shown_from_its_class_on() {
    let script = "import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin


class OutliersToMissing(BaseEstimator, TransformerMixin):
    def __init__(self, highest):
        self.highest = highest

    def transform(self, X):
        X = X.copy()
        X.loc[X['sugar'] > self.highest, 'sugar'] = None
        return X.dropna(subset=['sugar'])


products = pd.read_csv('products.csv').drop_duplicates()
products = OutliersToMissing(100).transform(products)
";
    assert_eq!(line_in_script("C1.2.2-CE5", script), (Status::Present, 5));
}

#[test]
fn a_search_of_a_network_is_shown_before_a_callback_and_one_optimiser_of_each() {
    let script = "import keras_tuner as kt
from tensorflow import keras


def build(hp):
    network = keras.Sequential([keras.layers.Dense(hp.Int('units', 8, 64)), keras.layers.Dense(1)])
    network.compile(optimizer='adam', loss='mse')
    return network


other = keras.Sequential([keras.layers.Dense(1)])
other.compile(optimizer='sgd', loss='mae')
stop = keras.callbacks.EarlyStopping(patience=5)
other.fit(X_train, y_train, validation_split=0.2, callbacks=[stop])
tuner = kt.Hyperband(build, objective='val_loss')
tuner.search(X_train, y_train, validation_split=0.2)
";
    assert_eq!(line_in_script("C2.3.2-CE5", script), (Status::Present, 15));
}

#[test]
fn an_operation_on_images_is_shown_before_the_reader_that_makes_them_grey() {
    let script = "import cv2
import matplotlib.pyplot as plt
from tensorflow import keras

image = cv2.imread('mug.jpg', cv2.IMREAD_GRAYSCALE)
image = cv2.resize(image, (224, 224))
image = cv2.equalizeHist(image)
plt.imshow(image)
plt.show()
network = keras.applications.VGG16()
print(network.predict(image))
";
    assert_eq!(line_in_script("C1.4.3-CE2", script), (Status::Present, 7));
}
